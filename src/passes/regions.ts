import type { Graph, Node } from "../graph/graph.ts";
import { rewrite } from "../graph/rewrite.ts";
import type { Pass } from "./pass.ts";

/** What a pass does to a graph, done to its regions first, innermost first: a region is a graph like any other. */
export function everywhere(run: Pass["run"]): Pass["run"] {
  const all = (graph: Graph): Graph => run(withRegions(graph, all));
  return all;
}

function withRegions(graph: Graph, change: Pass["run"]): Graph {
  const changed = new Map<Node, Graph>();
  for (const node of graph.nodes) {
    const region = node.region && change(node.region);
    if (region !== node.region) changed.set(node, region!);
  }
  if (changed.size === 0) return graph;
  return rewrite(graph, (node, inputs, builder) => {
    const region = changed.get(node);
    return region && builder.copy(node, inputs, region);
  });
}
