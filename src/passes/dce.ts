import { Builder } from "../graph/builder.ts";
import type { Graph, Node } from "../graph/graph.ts";
import type { Pass } from "./pass.ts";

/** Dead code elimination. */
export const dce: Pass = {
  name: "dce",
  doc: "Drops what neither a result nor an update needs.",
  run: withoutDead,
};

export function withoutDead(graph: Graph): Graph {
  const live = new Set([...graph.results, ...graph.updates].map((r) => r.node));
  for (let i = graph.nodes.length - 1; i >= 0; i -= 1) {
    const node = graph.nodes[i]!;
    if (live.has(node)) for (const input of node.inputs) live.add(input);
  }
  if (live.size === graph.nodes.length) return graph;
  const builder = new Builder();
  const made = new Map<Node, Node>();
  // Every input of a live node is live and was made before it.
  const of = (node: Node): Node => made.get(node)!;
  for (const node of graph.nodes) if (live.has(node)) made.set(node, builder.copy(node, node.inputs.map(of)));
  return builder.graph(
    graph.name,
    graph.results.map((r) => ({ ...r, node: of(r.node) })),
    graph.updates.map((u) => ({ ...u, node: of(u.node) })),
  );
}
