import type { Graph, Node } from "../graph/graph.ts";
import { rewrite } from "../graph/rewrite.ts";
import { number } from "../ops/attributes.ts";
import type { Pruned } from "../ops/op.ts";
import { withoutDead } from "./dce.ts";
import type { Pass } from "./pass.ts";
import { everywhere } from "./regions.ts";

/** Dead code elimination across the boundary of a region: of what a tuple holds, only what is taken out of it. */
export const prune: Pass = {
  name: "prune",
  doc: "Drops carries and yields of scans that nobody needs.",
  run: everywhere((graph) => {
    if (!graph.nodes.some((node) => node.op.prune)) return graph;
    const used = usedParts(graph);
    const pruned = new Map<Node, Pruned>();
    const next = rewrite(graph, (node, inputs, builder) => {
      if (node.op.prune) {
        const copy = builder.copy(node, inputs);
        const smaller = node.op.prune(copy, used.get(node) ?? new Set(), builder);
        if (smaller) pruned.set(smaller.node, smaller);
        return smaller?.node ?? copy;
      }
      const from = node.op.traits.part ? pruned.get(inputs[0]!) : undefined;
      return from && builder.make(node.op, inputs, { ...node.attributes, index: from.parts.get(number(node.attributes, "index"))! });
    });
    return pruned.size > 0 ? withoutDead(next) : graph;
  }),
};

function usedParts(graph: Graph): ReadonlyMap<Node, ReadonlySet<number>> {
  const used = new Map<Node, Set<number>>();
  for (const { op, inputs, attributes } of graph.nodes) {
    if (!op.traits.part) continue;
    const parts = used.get(inputs[0]!) ?? new Set();
    parts.add(number(attributes, "index"));
    used.set(inputs[0]!, parts);
  }
  return used;
}
