import type { Graph, Node } from "./graph.ts";

/** The nodes that read each node, in order, once for each time they do. Nodes that nobody reads are absent. */
export function consumers(graph: Pick<Graph, "nodes">): ReadonlyMap<Node, readonly Node[]> {
  const uses = new Map<Node, Node[]>();
  for (const node of graph.nodes) {
    for (const input of node.inputs) {
      const list = uses.get(input);
      if (list) list.push(node);
      else uses.set(input, [node]);
    }
  }
  return uses;
}

/** How often each node is a result or the new value of a storage. Others are absent. */
export function timesHandedOut({ results, updates }: Graph): ReadonlyMap<Node, number> {
  const counts = new Map<Node, number>();
  for (const { node } of [...results, ...updates]) counts.set(node, (counts.get(node) ?? 0) + 1);
  return counts;
}

/** A node that reads a value, and as which of its operands. */
export interface Use {
  readonly reader: Node;
  readonly operand: number;
}

/** Where each value is read by nodes that results or updates need, the last reader first. */
export function neededUses(graph: Graph): ReadonlyMap<Node, readonly Use[]> {
  const needed = new Set([...graph.results, ...graph.updates].map((r) => r.node));
  const uses = new Map<Node, Use[]>();
  for (const reader of graph.nodes.toReversed()) {
    if (!needed.has(reader)) continue;
    reader.inputs.forEach((input, operand) => {
      needed.add(input);
      const known = uses.get(input);
      if (known) known.push({ reader, operand });
      else uses.set(input, [{ reader, operand }]);
    });
  }
  return uses;
}
