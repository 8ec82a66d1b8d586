import type { ModuleInterface, Place, Plan, Program, Step } from "../../schedule/plan.ts";
import type { Size } from "../../types/size.ts";
import { runtimeNames, RuntimeUse } from "../inline.ts";
import type { EmitOptions } from "../target.ts";
import { Names } from "../typescript/names.ts";
import { sizeText } from "../typescript/size.ts";
import { identifierText } from "../typescript/text.ts";
import { programKey } from "./public.ts";
import { timedSteps } from "./timed.ts";

/** What the sections of one module share: the plan, the names given so far, the runtime pieces used so far. */
export interface Host {
  readonly plan: Plan;
  readonly module: ModuleInterface;
  readonly runtime: RuntimeUse;
  /** Top-level identifiers, and sizes. */
  readonly names: Names;
  /** The class inside the module; it is exported as `exportName`. */
  readonly className: string;
  readonly exportName: string;
  /** Of a type that belongs to the class: `DigitsInputs`. */
  readonly typeName: (suffix: string) => string;
  readonly kernelName: (name: string) => string;
  /** The function that runs a program: `runTrain`. */
  readonly runName: (program: Program) => string;
  /** A symbolic size as a local variable. */
  readonly sizeName: (symbol: string) => string;
  /** A size over those locals. */
  readonly size: (size: Size) => string;
  /** A view of the memory `m`: `m.image`. It will be made, for it is used. */
  readonly view: (place: Place) => string;
  /** What that is called in the memory: `image`. */
  readonly member: (place: Place) => string;
  /** The keys of the views that are used so far. */
  readonly viewed: ReadonlySet<string>;
  /** Whether a binary says what its functions are called. */
  readonly named: boolean;
  /** In a module that is measured: the numbers of all steps. */
  readonly timed?: ReadonlyMap<Step, number>;
}

export function hostOf(plan: Plan, { timed = false, names: named = timed }: EmitOptions = {}): Host {
  const names = new Names([...runtimeNames, "Memory", "allocate", "batch", "options", "m", "memory", "since", "stepTimes", "largest", "layout", "buffer", "whole", "part", "from", "count", "length", "gpu", "results", "taken", "step", "clock"]);
  const className = names.of("class", plan.module.name);
  // Sizes are locals of most functions, where they must hide none of the names that these functions use.
  const sizeName = (symbol: string): string => names.of(`size ${symbol}`, symbol);
  plan.module.sizes.forEach(sizeName);
  const members = new Names(["programs", "close", "gpu", "stored", "finite"]);
  // The clock is read by the class, so it gets the plain names.
  for (const clock of ["step", "epoch", "seed"]) members.of(`storage ${clock}`, clock);
  const member = (place: Place): string => members.of(placeKey(place), placeHint(place));
  const viewed = new Set<string>();
  return {
    plan,
    module: plan.module,
    runtime: new RuntimeUse(),
    names,
    className,
    exportName: identifierText(plan.module.name),
    typeName: (suffix) => names.of(`type ${suffix}`, plan.module.name + suffix),
    kernelName: (name) => names.of(`kernel ${name}`, name),
    runName: (program) => names.of(`run ${programKey(program)}`, `run${capitals(programKey(program))}`),
    sizeName,
    size: (size) => sizeText(size, sizeName).text,
    view: (place) => {
      viewed.add(placeKey(place));
      return `m.${member(place)}`;
    },
    member,
    viewed,
    named,
    ...(timed && { timed: new Map(timedSteps(plan).map(({ step }, i) => [step, i])) }),
  };
}

/** `train.head` as `TrainHead`. */
export function capitals(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join("");
}

/** Places with one key are one typed array. */
export function placeKey(place: Place): string {
  if (place.kind === "slot") return `slot ${place.slot} ${place.type.dtype === "f32" ? "f32" : "i32"}`;
  return `${place.kind} ${place.name}`;
}

function placeHint(place: Place): string {
  if (place.kind === "slot") return place.type.dtype === "f32" ? `slot${place.slot}` : `slot${place.slot}_i32`;
  return place.name;
}
