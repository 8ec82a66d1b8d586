import type { Graph, Node } from "../graph/graph.ts";

/** The part of a graph that makes the named results. */
export function restrict(graph: Graph, names: ReadonlySet<string>): Graph {
  const results = graph.results.filter((r) => names.has(r.name));
  const wanted = reachable(results.map((r) => r.node));
  return { name: graph.name, nodes: graph.nodes.filter((n) => wanted.has(n)), results, updates: [] };
}

/** The nodes and everything they are made of. */
export function reachable(nodes: readonly Node[]): ReadonlySet<Node> {
  const seen = new Set<Node>();
  const open = [...nodes];
  for (let node = open.pop(); node; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    open.push(...node.inputs);
  }
  return seen;
}
