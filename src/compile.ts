import type { Source } from "./base/source.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { elaborate } from "./elaborate/elaborate.ts";
import type { Module } from "./graph/graph.ts";
import { withinMemory, type MemoryLimit, type MemoryUse } from "./memory-limit.ts";
import { runPasses, savingMemory, type PassTrace, type Pipeline } from "./passes/pipeline.ts";
import { segmentScans } from "./passes/segment.ts";
import type { Machine } from "./schedule/machine.ts";
import type { Plan } from "./schedule/plan.ts";
import { schedule, type ScheduleTrace } from "./schedule/schedule.ts";
import { gainsBySizes, withPlanFor } from "./schedule/variants.ts";

export interface CompileOptions {
  /** Finds an imported file; its path is already resolved against the importing file's name. */
  readonly load: (path: string) => Source | undefined;
  /** `--set N=64`: sizes that are fixed at compile time. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Told of each pass. */
  readonly trace?: PassTrace;
  /** Told of each kernel, after the last pass. */
  readonly scheduleTrace?: ScheduleTrace;
  /** The target that will be given the plans; without it, they are made for one that computes numbers one by one, and slow on others. */
  readonly target?: { readonly machine: Machine };
  /** Stops after this pass. */
  readonly stopAfter?: string;
  /** Which programs are wanted; without it, all. */
  readonly programs?: (name: string) => boolean;
  /** `--max-memory`: scans are cut into segments where the arena would not fit otherwise. */
  readonly memory?: MemoryLimit;
}

export interface Compilation {
  readonly diagnostics: readonly Diagnostic[];
  /** One for each model of the file; empty if there is an error. */
  readonly modules: readonly Module[];
}

/** Parses and elaborates: everything that can be wrong with a source is found here. Never throws for bad input. */
export function check(source: Source, options: CompileOptions): Compilation {
  return elaborate(source, options.load, options.sizes);
}

/** The whole compiler: text to graphs, passes, kernels and a plan for each model. `emit` of a target makes text of a plan. */
export function compile(source: Source, options: CompileOptions): Compilation & { readonly plans: readonly Plan[]; readonly memory: readonly MemoryUse[] } {
  const { diagnostics, modules: elaborated } = check(source, options);
  const made = elaborated.map((module) => planned(module, options));
  return { diagnostics: [...diagnostics, ...made.flatMap((m) => m.diagnostics)], modules: made.map((m) => m.module), plans: made.map((m) => m.plan), memory: made.flatMap((m) => m.memory ?? []) };
}

/** A model as `compile` gives it. */
export interface Compiled {
  readonly module: Module;
  readonly plan: Plan;
}

/**
 * The plan of a source with programs of their own for calls of these sizes, where that makes them faster: lanes can then go
 * along axes whose extent is not known otherwise, such as the examples of a batch. `options.programs` says for which
 * programs. The plan as it is, where these sizes fit nothing.
 */
export function compileFor({ module: open, plan }: Compiled, source: Source, sizes: Readonly<Record<string, number>>, options: CompileOptions & { readonly target: { readonly machine: Machine } }): Plan {
  const known = Object.fromEntries(Object.entries(sizes).filter(([size]) => open.sizes.includes(size)));
  const gaining = new Set(open.programs.filter((graph) => (options.programs?.(graph.name) ?? true) && gainsBySizes(graph, options.target.machine, known)).map((graph) => graph.name));
  const module = gaining.size > 0 && check(source, { ...options, sizes: { ...options.sizes, ...known } }).modules.find(({ name }) => name === open.name);
  return module ? withPlanFor(plan, planned(module, { ...options, programs: (name) => gaining.has(name) }).plan, known) : plan;
}

interface Planned {
  readonly module: Module;
  readonly plan: Plan;
  readonly memory?: MemoryUse;
  readonly diagnostics: readonly Diagnostic[];
}

function planned(module: Module, options: CompileOptions): Planned {
  const make = (pipeline?: Pipeline): { readonly module: Module; readonly plan: Plan } => {
    const optimized = optimize(module, { ...options, ...(pipeline && { pipeline }) });
    return { module: optimized, plan: schedule(optimized, options.target?.machine, options.scheduleTrace) };
  };
  if (!options.memory) return { ...make(), diagnostics: [] };
  return withinMemory(module, options.memory, (length) => make(length && savingMemory(segmentScans(length))));
}

/** All programs of a module, differentiated and simplified. Its checks stay as they are. */
export function optimize(module: Module, options: Pick<CompileOptions, "trace" | "stopAfter" | "programs"> & { readonly pipeline?: Pipeline } = {}): Module {
  const { trace, stopAfter, pipeline, programs: wanted } = options;
  const chosen = { ...(trace && { trace }), ...(stopAfter && { stopAfter }), ...(pipeline && { pipeline }) };
  return { ...module, programs: module.programs.filter(({ name }) => wanted?.(name) ?? true).map((graph) => runPasses(graph, chosen)) };
}
