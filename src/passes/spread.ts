import { rewrite } from "../graph/rewrite.ts";
import { withoutDead } from "./dce.ts";
import type { Pass } from "./pass.ts";
import { everywhere } from "./regions.ts";

/** What each position computes for itself, of what it is given, computed for all positions: one large product for many small ones. */
export const spread: Pass = {
  name: "spread",
  doc: "Computes products of what a scan is given at each position for all positions at once, before it.",
  run: everywhere((graph) => {
    if (!graph.nodes.some((node) => node.op.spread)) return graph;
    let changed = false;
    const next = rewrite(graph, (node, inputs, builder) => {
      if (!node.op.spread) return undefined;
      const copy = builder.copy(node, inputs);
      const without = node.op.spread(copy, builder);
      changed ||= without !== undefined;
      return without ?? copy;
    });
    return changed ? withoutDead(next) : graph;
  }),
};
