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
