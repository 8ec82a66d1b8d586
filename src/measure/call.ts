import type { InputDeclaration, Phase } from "../graph/graph.ts";
import { numbers } from "../interpret/numbers.ts";
import { randomInputs } from "../interpret/random-inputs.ts";
import type { Batch, CreateOptions, GeneratedModel } from "../runtime/model.ts";
import type { Plan, Program } from "../schedule/plan.ts";

export type Sizes = Readonly<Record<string, number>>;

/** How a program of a model is run, and on what. */
export interface Call {
  readonly program: Program;
  /** How often a call runs each of the plan's programs. */
  readonly runs: ReadonlyMap<string, number>;
  /** For `create`. */
  readonly options: CreateOptions;
  readonly batches: readonly Batch[];
  readonly run: (model: GeneratedModel, batch: Batch) => void;
}

/** The names of the programs that a model offers, training first. */
export function callable({ module, programs }: Plan): readonly string[] {
  return [...module.phases.map((phase) => phase.program), "predict", "evaluate"].filter((name) => programs.some((p) => p.name === name && p.steps.length > 0));
}

/** How often a call of a program runs each of the plan's programs. */
export function runsOf({ module }: Plan, name: string): ReadonlyMap<string, number> {
  const parts = module.phases.find((p) => p.program === name)?.parts;
  return new Map([[name, parts?.count ?? 1], ...(parts ? [[parts.update, 1] as const] : [])]);
}

/** So many that no network learns them by heart. */
const batchCount = 8;

/**
 * A call of a program on random batches of these sizes: standard normal numbers, indices within their range. A phase whose
 * batch is computed in parts gets a whole batch, so many parts of the size.
 */
export function callOf(plan: Plan, name: string, sizes: Sizes, options: CreateOptions, seed: number): Call {
  const { module, programs } = plan;
  const program = programs.find((p) => p.name === name);
  if (!program) throw new Error(`the plan of ${module.name} has no program ${name}`);
  const phase = module.phases.find((p) => p.program === name);
  const parts = phase?.parts;
  const whole: Sizes = parts ? { ...sizes, [parts.batch]: sizes[parts.batch]! * parts.count } : sizes;
  const random = numbers(seed);
  const inputs = module.inputs.filter((input) => program.inputs.includes(input.name));
  const batches = Array.from({ length: batchCount }, () => typed(inputs, randomInputs(inputs, whole, random)));
  return { program, runs: runsOf(plan, name), options: { ...sizes, ...options, seed }, batches, run: runOf(name, phase, module.sizes.length > 0 ? { sizes: whole } : {}) };
}

function runOf(name: string, phase: Phase | undefined, options: { readonly sizes?: Sizes }): Call["run"] {
  if (phase) return (model, batch) => void model.train(batch, { ...options, phase: phase.name });
  return name === "predict" ? (model, batch) => void model.predict(batch, options) : (model, batch) => void model.evaluate(batch, options);
}

function typed(inputs: readonly InputDeclaration[], values: ReturnType<typeof randomInputs>): Batch {
  // A null prototype: an input may be called __proto__.
  const batch: Record<string, Float32Array | Int32Array> = Object.create(null);
  for (const { name, type } of inputs) batch[name] = type.dtype === "f32" ? Float32Array.from(values[name]!.data) : Int32Array.from(values[name]!.data);
  return batch;
}
