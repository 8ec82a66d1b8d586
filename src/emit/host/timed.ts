import type { Loop, Plan, Program, Step } from "../../schedule/plan.ts";
import type { Engine } from "./engine.ts";
import type { Guarded } from "./guarded.ts";
import type { Host } from "./host.ts";
import { loopStatements } from "./loops.ts";

/** A call of a kernel in a program. */
export interface TimedStep {
  readonly program: Program;
  readonly step: Step;
  /** The loops around it, outer ones first. */
  readonly loops: readonly Loop[];
}

/** The steps of all programs, in the order in which a module that is measured counts them. */
export function timedSteps(plan: Pick<Plan, "programs">): readonly TimedStep[] {
  const visit = (program: Program, steps: readonly (Step | Loop)[], loops: readonly Loop[]): TimedStep[] =>
    steps.flatMap((step) => (step.kind === "loop" ? visit(program, step.steps, [...loops, step]) : [{ program, step, loops }]));
  return plan.programs.flatMap((program) => visit(program, program.steps, []));
}

/** Statements that run a program step by step, and look at the clock after each. */
export function timedStatements(host: Host, engine: Engine, { steps, guard }: Guarded, refuse: readonly string[]): readonly string[] {
  const { timed } = host;
  if (!timed) throw new Error(`the module of ${host.module.name} is not measured`);
  const statements = (step: Step | Loop): readonly string[] => {
    if (step.kind === "loop") return loopStatements(step, host, step.steps.flatMap(statements));
    return [...engine.step!(step), `since = ${host.runtime.name("lap")}(stepTimes, ${timed.get(step)}, since);`];
  };
  return [`let since = ${host.runtime.name("now")}();`, ...steps.flatMap(statements), ...refuse, ...(guard?.steps ?? []).flatMap(statements)];
}

/** The section that holds the times. */
export function timedText({ timed }: Host): readonly string[] {
  return timed ? [`/** Milliseconds that each step has taken since this was filled with zeros: the module was made to be measured. */\nconst stepTimes = new Float64Array(${timed.size});`] : [];
}
