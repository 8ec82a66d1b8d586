import { existsSync } from "node:fs";
import { basename } from "node:path";
import { Option } from "commander";
import { fail } from "../diagnostics/report.ts";
import type { DataSource, Phase } from "../graph/graph.ts";
import type { Target } from "../emit/target.ts";
import type { AnyModel, CreateOptions, GeneratedModel } from "../runtime/model.ts";
import type { Compiled } from "../compile.ts";
import type { MemoryLimit } from "../memory-limit.ts";
import type { Plan } from "../schedule/plan.ts";
import { atOnce } from "../train/batches.ts";
import { drawn, first, type Examples } from "../train/dataset.ts";
import { answered, guarded } from "../train/guarded.ts";
import { legendOf } from "../train/legend.ts";
import { loadModule } from "../train/load.ts";
import { sizesFor } from "../train/sizes.ts";
import { loadSplits, type Loading } from "../train/sources.ts";
import { didYouMean } from "../base/closest.ts";
import { chosen, compileFile, compileFileFor } from "./compiling.ts";
import { gpuOfNode } from "./gpu.ts";
import { filesReader } from "./job-data.ts";
import { relaxedOption, threadsOption, wholeNumber } from "./options.ts";
import { readBytes } from "./read.ts";
import { engineOptions, jobTargetOption, runningTarget, targetNamed } from "./target.ts";

/** What `train`, `eval` and `predict` have in common. */
export interface JobOptions {
  readonly dataDir?: string;
  readonly target: string;
  readonly model?: string;
  readonly batch?: number;
  readonly limit?: number;
  readonly relaxed?: boolean;
  readonly threads?: number;
}

export const jobOptions: readonly Option[] = [
  new Option("--data-dir <dir>", "where the files of data blocks are; without it, beside the source"),
  new Option("--batch <n>", "examples in a minibatch, instead of the source's number").argParser(wholeNumber("--batch", 1)),
  new Option("--limit <n>", "use only the first N examples of each split").argParser(wholeNumber("--limit", 1)),
  new Option("--model <name>", "which model, if the file has several"),
  jobTargetOption(),
  relaxedOption(),
  threadsOption(),
];

/** Compiles a file and chooses the model. */
export function compiledFor(file: string, options: JobOptions, memory?: MemoryLimit): Compiled {
  const { plans, modules } = compileFile(file, { ...(memory && { memory }), target: targetNamed(options.target) });
  return chosen(plans.map((plan, i) => ({ name: plan.module.name, plan, module: modules[i]! })), file, options.model);
}

export function planFor(file: string, options: JobOptions): Plan {
  return compiledFor(file, options).plan;
}

/**
 * The plan with programs of their own for whole batches, where these gain by knowing their length: of the phases, and with
 * `evaluates` that which says how good a model is. The last batch of an epoch, if it is shorter, runs those for any length.
 */
export function planForBatches(compiled: Compiled, file: string, options: JobOptions, sizes: Readonly<Record<string, number>>, phases: readonly Phase[], evaluates: boolean, memory?: MemoryLimit): Plan {
  const target = targetNamed(options.target);
  const programs = (name: string): boolean => (evaluates && name === "evaluate") || phases.some(({ program }) => program === name);
  return compileFileFor(compiled, file, sizes, { ...(memory && { memory }), target, programs });
}

/** Reads the splits that are wanted, of those that there are. */
export function splitsFor(file: string, plan: Plan, options: JobOptions, loading: Loading = {}): Record<string, Examples> {
  const splits = loadSplits(plan.module, filesReader(file, options.dataDir), loading);
  for (const [name, examples] of Object.entries(splits)) {
    if (options.limit !== undefined) splits[name] = first(examples, options.limit);
  }
  return splits;
}

/** An epoch of a training that draws all of its inputs is so many batches. */
const drawnBatches = 100;

/** What stands for the training data where the phases need none. */
export function drawnExamples({ programs, module }: Plan, phases: readonly Phase[], limit = Infinity): Examples | undefined {
  const needed = new Set(phases.flatMap((phase) => programs.find((p) => p.name === phase.program)?.inputs ?? []));
  if (module.inputs.some((input) => input.default === undefined && needed.has(input.name))) return undefined;
  const rows = drawnBatches * Math.max(...phases.map((phase) => phase.batch));
  return drawn(Math.min(limit, rows), [...new Set(module.inputs.flatMap((input) => input.type.shape[0]?.symbols() ?? []))]);
}

/** Of a split that is wanted but is not there. */
export function noSource(file: string, plan: Plan, split: string): never {
  const known = plan.module.data.map((source: DataSource) => source.name);
  const help = known.length === 0 ? "say where the examples are: `data train = csv(\"file.csv\") { … }`" : didYouMean(split, known).help;
  return fail("data-no-source", { split }, { place: file, help: help ?? `there is ${known.join(", ")}` });
}

/** Emits, loads and creates the model for minibatches of this length, of these examples, on whatever its target needs. */
export async function createModel(plan: Plan, batch: number, examples: readonly Examples[], options: JobOptions, seed?: number): Promise<AnyModel> {
  const target = targetNamed(options.target);
  return created(plan, target, { ...sizesFor(plan.module.inputs, batch, examples.map((e) => e.dataset)), ...(seed !== undefined && { seed }), ...engineOptions(target, options), ...(target.device && { gpu: await gpuOfNode() }) });
}

/** The same on the processor, for programs that need answers at once. */
export async function createModelHere(plan: Plan, batch: number, examples: readonly Examples[], options: JobOptions): Promise<GeneratedModel> {
  const target = runningTarget(options.target);
  return created(plan, target, { ...sizesFor(plan.module.inputs, batch, examples.map((e) => e.dataset)), ...engineOptions(target, options) });
}

async function created(plan: Plan, target: Target, options: CreateOptions): Promise<GeneratedModel> {
  const generated = await loadModule(target.emit(plan, { names: true }), plan.module.name);
  return answered(() => generated.create(options));
}

/** The length of minibatches where nothing is trained; for which a model is created that trains these phases. */
export function evaluationBatch(phases: readonly Phase[], options: Pick<JobOptions, "batch"> = {}): number {
  return options.batch ?? Math.max(...phases.map(atOnce), phases.length === 0 ? 256 : 1);
}

/** `digits` of `examples/digits/digits.nnet`; what files of a training are named after. */
export function baseName(file: string): string {
  return file === "-" ? "model" : basename(file).replace(/\.nnet$/, "");
}

/** Where `train` leaves the weights and where `eval` and `predict` look for them. */
export function weightsPath(file: string): string {
  return `${baseName(file)}.safetensors`;
}

export function weightsOption(): Option {
  return new Option("--weights <file>", "the trained weights; without it, FILE.safetensors in this folder");
}

/** What the weights say of the numbers of their data; a file that is not there is reported by `loadWeights`. */
export function legendIn(path: string): Pick<Loading, "legend"> {
  const legend = existsSync(path) ? legendOf(readBytes(path)) : undefined;
  return legend ? { legend } : {};
}

export function loadWeights(model: Pick<AnyModel, "load">, path: string): void {
  const bytes = readTrained(path, "`nnc train` writes them; other files are named with `--weights`");
  guarded(() => model.load(bytes), path);
}

/** Reads what a training wrote; `help` says how it comes about, where there is no such file. */
export function readTrained(path: string, help: string): Uint8Array {
  if (!existsSync(path)) fail("missing-file", { path }, { place: path, help });
  return readBytes(path);
}
