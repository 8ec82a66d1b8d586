import { rewrite } from "../graph/rewrite.ts";
import { withoutDead } from "./dce.ts";
import type { Pass } from "./pass.ts";
import { everywhere } from "./regions.ts";

/** Loop-invariant code motion, out of inner regions first. */
export const hoist: Pass = {
  name: "hoist",
  doc: "Computes once, before a scan, what is the same at all its positions.",
  run: everywhere((graph) => {
    if (!graph.nodes.some((node) => node.op.hoist)) return graph;
    let changed = false;
    const next = rewrite(graph, (node, inputs, builder) => {
      if (!node.op.hoist) return undefined;
      const copy = builder.copy(node, inputs);
      const hoisted = node.op.hoist(copy, builder);
      changed ||= hoisted !== undefined;
      return hoisted ?? copy;
    });
    return changed ? withoutDead(next) : graph;
  }),
};
