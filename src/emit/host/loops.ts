import type { Loop, Plan, Program, Step } from "../../schedule/plan.ts";
import { commentText } from "../typescript/text.ts";
import { Size } from "../../types/size.ts";
import type { Host } from "./host.ts";

/** All calls of kernels, those in loops once. */
export function callsOf(steps: readonly (Step | Loop)[]): readonly Step[] {
  return steps.flatMap((step) => (step.kind === "loop" ? callsOf(step.steps) : [step]));
}

/** The loops, outer ones first. */
export function loopsOf(steps: readonly (Step | Loop)[]): readonly Loop[] {
  return steps.flatMap((step) => (step.kind === "loop" ? [step, ...loopsOf(step.steps)] : []));
}

/** A count of something over all runs of the steps in one call, those in loops as often as they run. */
export function totalOf(steps: readonly (Step | Loop)[], count: (step: Step) => number): Size {
  const each = (step: Step | Loop): Size => (step.kind === "loop" ? totalOf(step.steps, count).mul(step.extent) : Size.of(count(step)));
  return steps.reduce((sum, step) => sum.add(each(step)), Size.of(0));
}

/** How many calls of kernels a run of a program is. */
export function kernelCalls(_plan: Plan, { steps }: Program): Size {
  return totalOf(steps, () => 1);
}

/** Statements that run a loop around those of `body`. Its index is a local, as sizes are. */
export function loopStatements({ index, extent, reverse, source }: Omit<Loop, "kind" | "steps">, host: Host, body: readonly string[]): readonly string[] {
  const t = host.sizeName(index);
  const head = reverse ? `let ${t} = ${host.size(extent.sub(1))}; ${t} >= 0; ${t}--` : `let ${t} = 0; ${t} < ${host.size(extent)}; ${t}++`;
  const indented = body.map((statement) => statement.replace(/^/gm, "  "));
  return [`// ${commentText(source)}`, `for (${head}) {`, ...indented, "}"];
}
