import { rewrite } from "../graph/rewrite.ts";
import type { Op } from "../ops/op.ts";
import { withoutDead } from "./dce.ts";
import type { Pass } from "./pass.ts";
import { everywhere } from "./regions.ts";

/** Replaces each node by what this rule of its operation makes of it, in regions first. */
export function byRule(rule: "hoist" | "spread"): Pass["run"] {
  const of = (op: Op): Op["hoist"] => op[rule];
  return everywhere((graph) => {
    if (!graph.nodes.some((node) => of(node.op))) return graph;
    let changed = false;
    const next = rewrite(graph, (node, inputs, builder) => {
      const replace = of(node.op);
      if (!replace) return undefined;
      const copy = builder.copy(node, inputs);
      const made = replace(copy, builder);
      changed ||= made !== undefined;
      return made ?? copy;
    });
    return changed ? withoutDead(next) : graph;
  });
}
