import { check, optimize } from "../../src/compile.ts";
import type { Graph, Module } from "../../src/graph/graph.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import type { NdArray } from "../../src/ops/op.ts";
import { runPasses } from "../../src/passes/pipeline.ts";

/** The module of the last model of a source, differentiated and simplified. Throws what is wrong with it. */
export function compiled(text: string, sizes: Readonly<Record<string, number>> = {}): Module {
  const { diagnostics, modules } = check({ name: "m.nnet", text }, { load: () => undefined, sizes });
  if (diagnostics.some((d) => d.severity === "error")) throw new Error(diagnostics.map((d) => `${d.code}: ${d.message}`).join("\n"));
  const module = optimize(modules.at(-1)!);
  return { ...module, checks: module.checks.map((check) => ({ ...check, graph: runPasses(check.graph) })) };
}

/** The codes that a source gives. */
export function codes(text: string): string[] {
  return check({ name: "m.nnet", text }, { load: () => undefined }).diagnostics.map((d) => d.code);
}

/** A program or a check. */
export function program(module: Module, name: string): Graph {
  const all = [...module.programs, ...module.checks.map((c) => c.graph)];
  const found = all.find((p) => p.name === name);
  if (!found) throw new Error(`no program ${name} among ${all.map((p) => p.name).join(", ")}`);
  return found;
}

export function array(shape: readonly number[], values: ArrayLike<number>): NdArray {
  const data = Float64Array.from(values);
  if (data.length !== shape.reduce((a, b) => a * b, 1)) throw new Error(`${data.length} values for [${shape.join(", ")}]`);
  return { shape, data };
}

export const vector = (...values: readonly number[]): NdArray => array([values.length], values);

export type Inputs = Readonly<Record<string, NdArray>>;

/** A model in f64: its memory between steps. */
export class Run {
  readonly module: Module;
  readonly storages = new Map<string, NdArray>();
  readonly sizes: Readonly<Record<string, number>>;

  constructor(module: Module, sizes: Readonly<Record<string, number>> = {}, seed = 1) {
    this.module = module;
    this.sizes = sizes;
    this.set("seed", seed).set("step", 0).set("epoch", 0);
    this.step("init", {});
  }

  /** The same memory for other sizes. */
  at(sizes: Readonly<Record<string, number>>): Run {
    return Object.assign(Object.create(Run.prototype), { ...this, sizes }) as Run;
  }

  /** A storage of one number, or one with the given values. */
  set(name: string, values: number | readonly number[]): this {
    const shape = this.module.storages.find((s) => s.name === name)?.type.shape.map((s) => s.evaluate({})) ?? [];
    this.storages.set(name, array(shape, typeof values === "number" ? [values] : values));
    return this;
  }

  values(name: string): number[] {
    const found = this.storages.get(name);
    if (!found) throw new Error(`no storage ${name} among ${[...this.storages.keys()].join(", ")}`);
    return [...found.data];
  }

  /** Runs a program, commits its updates, gives its results. */
  step(name: string, inputs: Inputs): Map<string, number[]> {
    const { results, updates } = interpret(program(this.module, name), { inputs, storages: this.storages, sizes: this.sizes });
    for (const [storage, value] of updates) this.storages.set(storage, value);
    return new Map([...results].map(([key, { data }]) => [key, [...data]]));
  }
}

/** What an expression of `x` (a vector) and numbers is worth. */
export function evaluated(expression: string, x: readonly number[], declarations = ""): number[] {
  const run = new Run(compiled(`${declarations}\nmodel M {\n input x: [N]\n output y = ${expression}\n}\n`), { N: x.length });
  return run.step("predict", { x: vector(...x) }).get("y")!;
}

/** Its derivative by each x, through the model's own gradients. `x` becomes a parameter. */
export function derivative(expression: string, x: readonly number[], declarations = ""): number[] {
  const module = compiled(`${declarations}\nmodel M {\n param x: [${x.length}] ~ zeros\n loss l = sum(${expression})\n train { minimize l using sgd }\n}\n`);
  return new Run(module).set("x", x).step("gradient", {}).get("d x")!;
}
