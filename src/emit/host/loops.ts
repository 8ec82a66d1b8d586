import type { Loop, Step } from "../../schedule/plan.ts";
import { commentText } from "../typescript/text.ts";
import type { Host } from "./host.ts";

/** All calls of kernels, those in loops once. */
export function callsOf(steps: readonly (Step | Loop)[]): readonly Step[] {
  return steps.flatMap((step) => (step.kind === "loop" ? callsOf(step.steps) : [step]));
}

/** The loops, outer ones first. */
export function loopsOf(steps: readonly (Step | Loop)[]): readonly Loop[] {
  return steps.flatMap((step) => (step.kind === "loop" ? [step, ...loopsOf(step.steps)] : []));
}

/** Statements that run a loop around those of `body`. Its index is a local, as sizes are. */
export function loopStatements({ index, extent, reverse, source }: Loop, host: Host, body: readonly string[]): readonly string[] {
  const t = host.sizeName(index);
  const head = reverse ? `let ${t} = ${host.size(extent.sub(1))}; ${t} >= 0; ${t}--` : `let ${t} = 0; ${t} < ${host.size(extent)}; ${t}++`;
  const indented = body.map((statement) => statement.replace(/^/gm, "  "));
  return [`// ${commentText(source)}`, `for (${head}) {`, ...indented, "}"];
}
