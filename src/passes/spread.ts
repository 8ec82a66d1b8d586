import type { Pass } from "./pass.ts";
import { byRule } from "./rule.ts";

/** What each position computes for itself, of what it is given, computed for all positions: one large product for many small ones. */
export const spread: Pass = {
  name: "spread",
  doc: "Computes products of what a scan is given at each position for all positions at once, before it.",
  run: byRule("spread"),
};
