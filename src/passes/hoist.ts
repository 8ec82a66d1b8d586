import type { Pass } from "./pass.ts";
import { byRule } from "./rule.ts";

/** Loop-invariant code motion, out of inner regions first. */
export const hoist: Pass = {
  name: "hoist",
  doc: "Computes once, before a scan, what is the same at all its positions.",
  run: byRule("hoist"),
};
