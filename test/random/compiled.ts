import { check } from "../../src/compile.ts";
import type { Target } from "../../src/emit/target.ts";
import { processorTargets, targets } from "../../src/emit/targets.ts";
import type { GpuDevice } from "../../src/runtime/gpu-types.ts";
import type { Graph, Module } from "../../src/graph/graph.ts";
import { autodiff } from "../../src/passes/autodiff.ts";
import { pipeline, runPasses, type Pipeline } from "../../src/passes/pipeline.ts";
import type { Plan } from "../../src/schedule/plan.ts";
import { schedule } from "../../src/schedule/schedule.ts";
import type { RandomModel } from "./generate.ts";

export interface Options {
  /**
   * All programs as a user gets them, all phases, two steps, all targets, differences for all; else one step of one phase, the first
   * target and each other in its turn, differences for every other model.
   */
  readonly thorough?: boolean;
  /** Where shaders run: then they are what is examined. */
  readonly device?: GpuDevice;
  /** A bug put in on purpose: another module, before anything is differentiated. */
  readonly plant?: (module: Module) => Module;
  /** Sizes that are fixed at compile time. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Passes in place of the usual ones. */
  readonly pipeline?: Pipeline;
}

/** Plans for targets, and the graphs that they must agree with: as elaborated, derivatives expanded, no other pass run. */
export interface Compiled {
  /** Of a step. */
  readonly phase?: string;
  readonly module: Module;
  readonly programs: readonly Graph[];
  readonly plans: readonly { readonly target: Target; readonly plan: Plan }[];
}

export interface CompiledModel {
  /** For each phase, one program that gives losses, metrics, the objective and all gradients, and makes all updates. */
  readonly steps: readonly Compiled[];
  /** The module of the model itself. */
  readonly whole?: Compiled;
}

export class Refused extends Error {}

/** The model of a text. Throws `Refused` with the messages if it is not valid. */
export function elaborated({ text, files }: Pick<RandomModel, "text" | "files">, sizes: Readonly<Record<string, number>> = {}): Module {
  const load = (path: string) => (files.has(path) ? { name: path, text: files.get(path)! } : undefined);
  const { diagnostics, modules } = check({ name: "random.nnet", text }, { load, sizes });
  const errors = diagnostics.filter((d) => d.severity === "error");
  const [module] = modules;
  if (errors.length > 0 || !module) throw new Refused(errors.map((d) => `${d.code}: ${d.message}`).join("\n"));
  return module;
}

export function compiled(model: Pick<RandomModel, "seed" | "text" | "files">, options: Options = {}): CompiledModel {
  const known = elaborated(model, options.sizes);
  const module = options.plant?.(known) ?? known;
  const phases = options.thorough ? module.phases : [module.phases[model.seed % module.phases.length]!];
  const none = { ...module, checks: [] };
  const planned = (part: Module): Compiled => {
    const optimized = { ...part, programs: part.programs.map((graph) => runPasses(graph, { pipeline: options.pipeline ?? pipeline })) };
    const plans = targetsFor(model.seed, options).map((target) => ({ target, plan: schedule(optimized, target.machine) }));
    return { module: part, programs: part.programs.map((graph) => runPasses(graph, { pipeline: [autodiff] })), plans };
  };
  const steps = phases.map((phase) => ({ ...planned(stepOf(none, phase.program, module.checks.find((c) => c.phase === phase.name)!.graph)), phase: phase.name }));
  return { steps, ...(options.thorough && { whole: planned(none) }) };
}

/** All of them; in short tests the first, and each other one in its turn. */
function targetsFor(seed: number, { thorough, plant, pipeline, device }: Options): readonly Target[] {
  if (device) return [targets.get("wgsl")!];
  const [first, ...others] = processorTargets.values();
  const chosen = thorough ? others : others.filter((_, i) => !plant && !pipeline && seed % 3 === i % 3);
  return first ? [first, ...chosen] : chosen;
}

/** A module whose `predict` is a training step, with everything in it as results. Both graphs share their nodes. */
function stepOf(module: Module, program: string, gradient: Graph): Module {
  const find = (name: string): Graph => module.programs.find((g) => g.name === name)!;
  const train = find(program);
  const results = [...gradient.results, ...train.results.map((r) => ({ ...r, name: `result ${r.name}` }))];
  const outputs = results.map(({ name, node }) => ({ name, type: node.type }));
  return { ...module, phases: [], losses: [], metrics: [], outputs, programs: [find("init"), { ...train, name: "predict", results }] };
}
