import type { Loop, Program, Step } from "../../schedule/plan.ts";
import type { Host } from "./host.ts";
import { callsOf } from "./loops.ts";

/** A program as one call runs it. */
export interface Guarded {
  readonly program: Program;
  /** All steps, or those before the guard. */
  readonly steps: Program["steps"];
  /** In training, where the losses are known and nothing has changed yet: what comes behind must not run unless they are finite. */
  readonly guard?: { readonly losses: Program["results"]; readonly steps: Program["steps"] };
}

/** The program with its guard, where the plan computes all losses in time. */
export function guarded(host: Pick<Host, "module">, program: Program): Guarded {
  const losses = lossesOf(host, program);
  const cut = isTraining(host, program) ? updateStart(program, losses) : undefined;
  if (cut === undefined) return { program, steps: program.steps };
  return { program, steps: program.steps.slice(0, cut), guard: { losses, steps: program.steps.slice(cut) } };
}

function isTraining(host: Pick<Host, "module">, program: Program): boolean {
  return host.module.phases.some((phase) => phase.program === program.name);
}

/** The losses of a training program. */
export function lossesOf(host: Pick<Host, "module">, program: Program): Program["results"] {
  return isTraining(host, program) ? program.results.filter(({ name }) => host.module.losses.some((loss) => loss.name === name)) : [];
}

/** The first step that changes a storage, if all losses are computed before it. */
function updateStart(program: Program, losses: Program["results"]): number | undefined {
  const first = program.steps.findIndex((step) => writes(step));
  const start = first < 0 ? program.steps.length : first;
  const late = losses.some(({ place }) =>
    callsOf(program.steps.slice(start)).some((step) => step.places.some((p, i) => isWritten(step, i) && p.kind === place.kind && p.kind === "slot" && place.kind === "slot" && p.slot === place.slot)),
  );
  return late || losses.some(({ place }) => place.kind === "storage") ? undefined : start;
}

/** Whether a step changes a storage: any, or this one. */
export function writes(step: Step | Loop, storage?: string): boolean {
  return callsOf([step]).some((call) => call.places.some((place, i) => isWritten(call, i) && place.kind === "storage" && (storage === undefined || place.name === storage)));
}

function isWritten(step: Step, buffer: number): boolean {
  return step.kernel.buffers[buffer]?.access !== "read";
}
