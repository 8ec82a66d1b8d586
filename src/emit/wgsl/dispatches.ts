import type { Loop, Place, Plan, Program, Step } from "../../schedule/plan.ts";
import { Size } from "../../types/size.ts";
import { guarded, lossesOf, writes } from "../host/guarded.ts";
import type { Host } from "../host/host.ts";
import { callsOf } from "../host/loops.ts";
import { blockOf } from "../host/memory.ts";
import { scanOf } from "./scan/scan.ts";
import { type BoundStage, stagesOfStep } from "./tables.ts";
import { watching } from "./watch.ts";

/** What a program runs on the device, in order. */
export interface Dispatches {
  /** Steps that run in any case. */
  readonly before: Program["steps"];
  /** Losses that are looked at behind those, each in a dispatch of its own: the others are looked at where they are computed. */
  readonly losses: Program["results"];
  /** What happens only if all losses so far were finite. */
  readonly behind: Program["steps"];
  /** Each stage is one dispatch, whenever its step runs. A loop that is in here is dispatched whole, and what is in it is not. */
  readonly stages: ReadonlyMap<Step | Loop, readonly BoundStage[]>;
}

/** What of a module tells what its programs are. */
type Programs = Pick<Host, "module">;

export function dispatchesOf(host: Programs, program: Program): Dispatches {
  const { before, losses, behind } = guardedSteps(host, program);
  const stages = new Map([...before, ...behind].flatMap(staged));
  const apart = losses.filter(({ place }) => !watch(before, place, stages));
  return { before, losses: apart, behind, stages };
}

/** How many dispatches a run of the program is. */
export function dispatchCount(plan: Plan, program: Program): Size {
  const { before, losses, behind, stages } = dispatchesOf(plan, program);
  const counted = (step: Step | Loop): Size => {
    const own = stages.get(step);
    if (own || step.kind !== "loop") return Size.of(own?.length ?? 0);
    return step.steps.reduce((sum, inner) => sum.add(counted(inner)), Size.of(0)).mul(step.extent);
  };
  return [...before, ...behind].reduce((sum, step) => sum.add(counted(step)), Size.of(losses.length));
}

/** The stages of a step, of a loop that is one dispatch, or of all that is in one. */
function staged(step: Step | Loop): readonly (readonly [Step | Loop, readonly BoundStage[]])[] {
  if (step.kind !== "loop") return [[step, stagesOfStep(step)]];
  const scan = scanOf(step);
  return scan ? [[step, [scan]]] : step.steps.flatMap(staged);
}

/** What is dispatched of some steps, in order. */
export function dispatched(steps: Program["steps"], { stages }: Pick<Dispatches, "stages">): Program["steps"] {
  return steps.flatMap((step) => (step.kind === "loop" && !stages.has(step) ? dispatched(step.steps, { stages }) : [step]));
}

/** Has what computes a loss look at it, in the stages of its step; false where that is not the work of one thread. */
function watch(steps: Program["steps"], loss: Place, stages: Map<Step | Loop, readonly BoundStage[]>): boolean {
  const block = blockOf(loss);
  const last = steps.findLast((step) => dispatched([step], { stages }).some((call) => stages.get(call)!.some((stage) => changes(stage, block))));
  if (!last || last.kind === "loop") return false;
  const own = stages.get(last)!;
  const at = own.findLastIndex((stage) => changes(stage, block));
  const watched = watching(own[at]!, block);
  if (watched) stages.set(last, own.with(at, watched));
  return watched !== undefined;
}

function changes({ buffers }: BoundStage, block: string): boolean {
  return buffers.some((buffer) => buffer.block === block && buffer.access !== "read");
}

function guardedSteps(host: Programs, program: Program): Pick<Dispatches, "before" | "losses" | "behind"> {
  const whole = { ...program, steps: withoutCount(program.steps) };
  // The parts of a batch leave the weights to another program, which runs in any case.
  if (host.module.phases.some(({ program: name, parts }) => parts && name === program.name)) return { before: whole.steps, losses: lossesOf(host, program), behind: [] };
  if (isUpdate(host, program)) return { before: [], losses: [], behind: whole.steps };
  const { steps, guard } = guarded(host, whole);
  return { before: steps, losses: guard?.losses ?? [], behind: guard?.steps ?? [] };
}

/** Whether a program ends a training step whose batch is in parts. */
export function isUpdate(host: Programs, program: Program): boolean {
  return host.module.phases.some(({ parts }) => parts?.update === program.name);
}

/** Whoever submits programs counts their steps, and writes the number where one reads it: what does nothing but count at the end is left out. */
function withoutCount(steps: Program["steps"]): Program["steps"] {
  const counts = (step: Step | Loop): boolean => step.kind !== "loop" && writes(step, counter) && step.kernel.buffers.every(({ access }, i) => access === "read" || isCounter(step.places[i]!));
  return steps.filter((step, i) => !(counts(step) && !callsOf(steps.slice(i + 1)).some(({ places }) => places.some(isCounter))));
}

const counter = "step";

function isCounter(place: Place): boolean {
  return place.kind === "storage" && place.name === counter;
}
