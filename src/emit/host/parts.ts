import type { Loop, Program, Step } from "../../schedule/plan.ts";
import type { Host } from "./host.ts";
import { callsOf } from "./loops.ts";

/** Steps that run without anything between them. */
export interface Part {
  /** `train`, and `train/update` for what comes after the check of the losses. */
  readonly name: string;
  readonly program: Program;
  readonly steps: Program["steps"];
}

/** One part, or two where losses are checked between them. */
export function partsOf(host: Host, program: Program): readonly [Part, Part?] {
  const losses = lossesOf(host, program);
  const cut = isTraining(host, program) ? updateStart(program, losses) : undefined;
  if (cut === undefined) return [{ name: program.name, program, steps: program.steps }];
  return [
    { name: program.name, program, steps: program.steps.slice(0, cut) },
    { name: `${program.name}/update`, program, steps: program.steps.slice(cut) },
  ];
}

function isTraining(host: Host, program: Program): boolean {
  return host.module.phases.some((phase) => phase.program === program.name);
}

/** The losses of a training program. */
export function lossesOf(host: Host, program: Program): Program["results"] {
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
