import type { Source } from "./base/source.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { elaborate } from "./elaborate/elaborate.ts";
import type { Module } from "./graph/graph.ts";
import { runPasses, type PassTrace } from "./passes/pipeline.ts";
import type { Machine } from "./schedule/machine.ts";
import type { Plan } from "./schedule/plan.ts";
import { schedule } from "./schedule/schedule.ts";

export interface CompileOptions {
  /** Finds an imported file; its path is already resolved against the importing file's name. */
  readonly load: (path: string) => Source | undefined;
  /** `--set N=64`: sizes that are fixed at compile time. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Told of each pass. */
  readonly trace?: PassTrace;
  /** What plans are made for; without it, a processor that computes numbers one by one. */
  readonly machine?: Machine;
  /** Stops after this pass. */
  readonly stopAfter?: string;
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
export function compile(source: Source, options: CompileOptions): Compilation & { readonly plans: readonly Plan[] } {
  const { diagnostics, modules: elaborated } = check(source, options);
  const modules = elaborated.map((module) => optimize(module, options));
  return { diagnostics, modules, plans: modules.map((module) => schedule(module, options.machine)) };
}

/** All programs of a module, differentiated and simplified. Its checks stay as they are. */
export function optimize(module: Module, options: Pick<CompileOptions, "trace" | "stopAfter"> = {}): Module {
  const { trace, stopAfter } = options;
  return { ...module, programs: module.programs.map((graph) => runPasses(graph, { ...(trace && { trace }), ...(stopAfter && { stopAfter }) })) };
}
