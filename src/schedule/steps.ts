import type { Loop, Step } from "./plan.ts";

/** All calls of kernels, those in loops once. */
export function callsOf(steps: readonly (Step | Loop)[]): readonly Step[] {
  return steps.flatMap((step) => (step.kind === "loop" ? callsOf(step.steps) : [step]));
}
