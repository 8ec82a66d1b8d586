import type { Loop, Place, Plan, Program, Step } from "../../schedule/plan.ts";
import { Size } from "../../types/size.ts";
import { guarded, lossesOf, writes } from "../host/guarded.ts";
import type { Host } from "../host/host.ts";
import { callsOf } from "../host/loops.ts";
import { blockOf } from "../host/memory.ts";
import { elements } from "../../types/tensor.ts";
import { scanLabel, scanOf } from "./scan/scan.ts";
import { type Dispatched, sharedDispatches, type Sharing } from "./sharing/sharing.ts";
import { type BoundStage, guardBlock, stagesOfStep } from "./tables.ts";
import { typical } from "./typical.ts";
import { watching } from "./watch.ts";

/** What a program runs on the device, in order. */
export interface Dispatches {
  /** Its steps, but for what only counts. */
  readonly steps: Program["steps"];
  /** What is dispatched in any case. */
  readonly before: readonly Dispatched[];
  /** Losses that are looked at behind that, each in a dispatch of its own: the others are looked at where they are computed. */
  readonly losses: Program["results"];
  /** What happens only if all losses so far were finite. */
  readonly behind: readonly Dispatched[];
}

/** The stages of steps. A loop that is in here is dispatched whole, and what is in it is not. */
type Stages = Map<Step | Loop, readonly BoundStage[]>;

/** What of a module tells what its programs are. */
type Programs = Pick<Host, "module">;

export function dispatchesOf(host: Programs, program: Program): Dispatches {
  const { before, losses, behind } = guardedSteps(host, program);
  const stages: Stages = new Map([...before, ...behind].flatMap(staged));
  const apart = losses.filter(({ place }) => !watch(before, place, stages));
  const sharing: Sharing = { stages, label: (step) => (step.kind === "loop" ? scanLabel(step) : step.kernel), isSmall: smallBlocks(program) };
  return { steps: [...before, ...behind], before: sharedDispatches(before, sharing), losses: apart, behind: sharedDispatches(behind, sharing) };
}

/** Elements of a block that may lie in the pool: that binds all of it wherever one is needed, and adapters bind no more than 128 MiB. */
const mostPooled = 2 ** 14;

function smallBlocks({ steps }: Program): (block: string) => boolean {
  const large = new Set(callsOf(steps).flatMap(({ places }) => places.flatMap((place) => (typical(elements(place.type)) > mostPooled ? [blockOf(place)] : []))));
  return (block) => block !== guardBlock && !large.has(block);
}

/** How many dispatches a run of the program is. */
export function dispatchCount(plan: Plan, program: Program): Size {
  const { before, losses, behind } = dispatchesOf(plan, program);
  const counted = (all: readonly Dispatched[]): Size => all.reduce((sum, one) => sum.add("inside" in one ? counted(one.inside).mul(one.loop.extent) : 1), Size.of(0));
  return counted([...before, ...behind]).add(losses.length);
}

/** The stages of a step, of a loop that is one dispatch, or of all that is in one. */
function staged(step: Step | Loop): readonly (readonly [Step | Loop, readonly BoundStage[]])[] {
  if (step.kind !== "loop") return [[step, stagesOfStep(step)]];
  const scan = scanOf(step);
  return scan ? [[step, [scan]]] : step.steps.flatMap(staged);
}

/** What is dispatched of some steps, in order. */
function dispatched(steps: Program["steps"], stages: Stages): Program["steps"] {
  return steps.flatMap((step) => (step.kind === "loop" && !stages.has(step) ? dispatched(step.steps, stages) : [step]));
}

/** Has what computes a loss look at it, in the stages of its step; false where that is not the work of one thread. */
function watch(steps: Program["steps"], loss: Place, stages: Stages): boolean {
  const block = blockOf(loss);
  const last = steps.findLast((step) => dispatched([step], stages).some((call) => stages.get(call)!.some((stage) => changes(stage, block))));
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

function guardedSteps(host: Programs, program: Program): { readonly before: Program["steps"]; readonly losses: Program["results"]; readonly behind: Program["steps"] } {
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
