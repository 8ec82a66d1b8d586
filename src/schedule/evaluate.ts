import { evaluate } from "../kernel/evaluate.ts";
import { isShared } from "../kernel/share.ts";
import { type Environment, valueNamed } from "../ops/environment.ts";
import type { NdArray } from "../ops/op.ts";
import type { Size } from "../types/size.ts";
import { elements, type TensorType } from "../types/tensor.ts";
import type { Loop, Place, Plan, Step } from "./plan.ts";

export interface Outcome {
  readonly results: Map<string, NdArray>;
  /** All storages of the module after the step. */
  readonly storages: Map<string, NdArray>;
}

/**
 * Runs a program of a plan in f64: checks scheduling without a target. Slots and missing storages start as NaN, so that
 * reading what nobody wrote shows: not every storage needs a value. What the environment holds is not changed. With
 * several `parts`, as so many threads do it that the last one is always first, and the first one last, to where they meet.
 */
export function evaluatePlan(plan: Plan, program: string, environment: Environment, parts = 1): Outcome {
  const { sizes } = environment;
  const open = plan.programs.find((p) => p.name === program);
  if (!open) throw new Error(`the plan has no program ${program}`);
  const found = open.variants?.find((variant) => Object.entries(variant.sizes).every(([name, n]) => sizes[name] === n)) ?? open;
  const count = (size: Size): number => size.evaluate(sizes);
  const shape = (type: TensorType): number[] => type.shape.map(count);
  const poison = (length: number): Float64Array => new Float64Array(length).fill(Number.NaN);
  const slots = plan.slots.map((slot) => poison(Math.max(...slot.bytes.map(count)) / 4));
  const inputs = new Map(Object.entries(environment.inputs).map(([name, { data }]) => [name, data.slice()]));
  const storages = new Map(
    plan.module.storages.map(({ name, type }) => [name, { shape: shape(type), data: valueNamed(environment.storages, name)?.data.slice() ?? poison(count(elements(type))) }]),
  );
  const memory = (place: Place): Float64Array => {
    const data = place.kind === "slot" ? slots[place.slot] : place.kind === "input" ? inputs.get(place.name) : storages.get(place.name)?.data;
    if (!data) throw new Error(`the ${place.kind} ${place.kind === "slot" ? place.slot : place.name} has no value`);
    return data;
  };
  /** Calls since the threads have last met. */
  let calls: { readonly step: Step; readonly known: Readonly<Record<string, number>> }[] = [];
  const meet = (): void => {
    for (let part = parts - 1; part >= 0; part--)
      for (const { step, known } of calls) {
        const buffers = Object.fromEntries(step.kernel.buffers.map((buffer, i) => [buffer.name, memory(step.places[i]!)]));
        if (part === 0 || isShared(step.kernel)) evaluate(step.kernel, buffers, known, { part, parts });
      }
    calls = [];
  };
  const run = (step: Step | Loop, known: Readonly<Record<string, number>>): void => {
    if (step.kind === "loop") {
      const positions = Array.from({ length: step.extent.evaluate(known) }, (_, t) => t);
      for (const t of step.reverse ? positions.toReversed() : positions) for (const inner of step.steps) run(inner, { ...known, [step.index]: t });
      return;
    }
    if (parts === 1 || step.meets) meet();
    calls.push({ step, known });
  };
  for (const step of found.steps) run(step, sizes);
  meet();
  const results = new Map(
    found.results.map(({ name, type, place }): [string, NdArray] => [name, { shape: shape(type), data: memory(place).slice(0, count(elements(type))) }]),
  );
  return { results, storages };
}
