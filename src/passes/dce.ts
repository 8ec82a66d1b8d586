import type { Graph } from "../graph/graph.ts";
import { rewrite } from "../graph/rewrite.ts";
import type { Pass } from "./pass.ts";
import { everywhere } from "./regions.ts";

/** Dead code elimination. */
export const dce: Pass = {
  name: "dce",
  doc: "Drops what neither a result nor an update needs.",
  run: everywhere(withoutDead),
};

export function withoutDead(graph: Graph): Graph {
  const live = new Set([...graph.results, ...graph.updates].map((r) => r.node));
  for (let i = graph.nodes.length - 1; i >= 0; i -= 1) {
    const node = graph.nodes[i]!;
    if (live.has(node)) for (const input of node.inputs) live.add(input);
  }
  if (live.size === graph.nodes.length) return graph;
  return rewrite({ ...graph, nodes: graph.nodes.filter((node) => live.has(node)) }, () => undefined);
}
