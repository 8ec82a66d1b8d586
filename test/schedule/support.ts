import type { Kernel } from "../../src/kernel/kernel.ts";
import { walkStatements } from "../../src/kernel/visit.ts";
import { type Machine, plainMachine } from "../../src/schedule/machine.ts";
import { expect } from "vitest";
import { Builder } from "../../src/graph/builder.ts";
import type { Attributes, Graph, Module, Node } from "../../src/graph/graph.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import { ops } from "../../src/ops/all.ts";
import type { NdArray } from "../../src/ops/op.ts";
import { runPasses } from "../../src/passes/pipeline.ts";
import { evaluatePlan } from "../../src/schedule/evaluate.ts";
import type { Plan } from "../../src/schedule/plan.ts";
import { schedule } from "../../src/schedule/schedule.ts";
import { Size, type SizeLike } from "../../src/types/size.ts";
import type { DType } from "../../src/types/tensor.ts";

/** Numbers that are the same in every run. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const N = Size.symbol("N");

/** Builds graphs by the ops' names. */
export class Net {
  readonly builder = new Builder();
  readonly results: { name: string; node: Node }[] = [];
  readonly updates: { storage: string; node: Node }[] = [];

  op(name: string, inputs: readonly Node[], attributes: Attributes = {}): Node {
    const op = ops.get(name);
    if (!op) throw new Error(`no op is called ${name}`);
    return this.builder.make(op, inputs, attributes);
  }

  named(name: string, node: Node): Node {
    const renamed: Node = { ...node, origin: { name } };
    this.builder.nodes[node.id] = renamed;
    return renamed;
  }

  input(name: string, shape: readonly SizeLike[], dtype: DType = "f32", bound?: SizeLike): Node {
    return this.op("input", [], { name, dtype, shape: shape.map((s) => Size.of(s)), ...(bound === undefined ? {} : { bound: Size.of(bound) }) });
  }

  read(name: string, shape: readonly SizeLike[], dtype: DType = "f32"): Node {
    return this.op("read", [], { name, dtype, shape: shape.map((s) => Size.of(s)) });
  }

  number(value: number, like?: Node): Node {
    const scalar = this.op("constant", [], { value, dtype: like?.type.dtype ?? "f32" });
    return like ? this.op("broadcast", [scalar], { shape: like.type.shape, axes: [] }) : scalar;
  }

  broadcast(node: Node, shape: readonly SizeLike[], axes: readonly number[]): Node {
    return this.op("broadcast", [node], { shape: shape.map((s) => Size.of(s)), axes });
  }

  /** x[n, k] @ W[k, j] + b[j] */
  dense(x: Node, w: Node, b: Node): Node {
    const y = this.op("dot", [x, w], { leftBatch: [], rightBatch: [], leftContract: [1], rightContract: [0] });
    return this.op("add", [y, this.broadcast(b, y.type.shape, [1])]);
  }

  /** x[n, h, w, c] with a kernel w[h, w, c, k]; `pad` on all four sides. */
  conv(x: Node, w: Node, { stride = 1, pad = 0 }: { stride?: number; pad?: number } = {}): Node {
    return this.op("conv", [x, w], {
      lhs: { batch: 0, feature: 3, spatial: [1, 2] },
      rhs: { in: 2, out: 3, spatial: [0, 1] },
      out: { batch: 0, feature: 3, spatial: [1, 2] },
      stride: [stride, stride],
      low: [Size.of(pad), Size.of(pad)],
      high: [Size.of(pad), Size.of(pad)],
      lhsDilation: [1, 1],
      rhsDilation: [1, 1],
      reversal: [false, false],
      featureGroups: 1,
      batchGroups: 1,
    });
  }

  /** 2x2 windows of x[n, h, w, c], side by side. */
  maxPool(x: Node): Node {
    return this.op("max_pool", [x], { window: [1, 2, 2, 1], stride: [1, 2, 2, 1], low: [0, 0, 0, 0], high: [0, 0, 0, 0] });
  }

  relu(x: Node): Node {
    return this.op("maximum", [x, this.number(0, x)]);
  }

  /** The mean over n of the cross entropy of logits[n, k] and labels[n]. */
  crossEntropy(logits: Node, labels: Node): Node {
    const normalizer = this.op("reduce_logsumexp", [logits], { axes: [1] });
    const logProbabilities = this.op("sub", [logits, this.broadcast(normalizer, logits.type.shape, [0])]);
    const classes = this.op("iota", [], { shape: logits.type.shape, axis: 1 });
    const chosen = this.op("eq", [classes, this.broadcast(labels, logits.type.shape, [0])]);
    const picked = this.op("select", [chosen, logProbabilities, this.number(0, logProbabilities)]);
    const total = this.op("reduce_sum", [picked], { axes: [0, 1] });
    return this.op("div", [this.op("neg", [total]), this.op("size", [], { size: logits.type.shape[0]!, dtype: "f32" })]);
  }

  result(name: string, node: Node): void {
    this.results.push({ name, node });
  }

  update(storage: string, node: Node): void {
    this.updates.push({ storage, node });
  }

  graph(name = "train"): Graph {
    return this.builder.graph(name, this.results, this.updates);
  }
}

/** A module whose storages and inputs are those that its programs mention. */
export function moduleOf(...programs: readonly Graph[]): Module {
  const leaves = programs.flatMap((g) => g.nodes).filter((n) => n.op.traits.memory);
  const named = (role: string): Map<string, Node["type"]> =>
    new Map(leaves.filter((n) => n.op.traits.memory === role).map((n) => [String(n.attributes["name"]), n.type]));
  const storages = named("storage");
  for (const { storage, node } of programs.flatMap((g) => g.updates)) if (!storages.has(storage)) storages.set(storage, node.type);
  return {
    name: "test",
    file: "test.nnet",
    sizes: ["N"],
    inputs: [...named("input")].map(([name, type]) => ({ name, type })),
    outputs: [],
    losses: [],
    metrics: [],
    storages: [...storages].map(([name, type]) => ({ name, type, role: "param" })),
    phases: [],
    requirements: [],
    programs,
    checks: [],
    data: [],
    weights: [],
  };
}

export const optimized = (graph: Graph): Graph => runPasses(graph);

export function randomArray(type: Node["type"], sizes: Record<string, number>, random: () => number): NdArray {
  const shape = type.shape.map((s) => s.evaluate(sizes));
  const bound = type.bound?.evaluate(sizes) ?? 3;
  const value = type.dtype === "f32" ? () => random() * 2 - 1 : type.dtype === "bool" ? () => Number(random() < 0.5) : () => (type.bound ? 0 : 1) + Math.floor(random() * bound);
  return { shape, data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, value) };
}

/** Runs every program of a plan, and of the graphs it came from, on the same numbers: all must agree. */
export function expectAgreement(module: Module, sizes: Record<string, number>, plan: Plan = schedule(module), seed = 1): Plan {
  for (const graph of module.programs) {
    const difference = disagreement(module, graph, sizes, plan, seed);
    expect(difference, difference).toBeUndefined();
  }
  return plan;
}

/** What differs between a graph and its scheduled program; undefined if nothing does. */
export function disagreement(module: Module, graph: Graph, sizes: Record<string, number>, plan: Plan, seed = 1): string | undefined {
  const random = generator(seed);
  const inputs = Object.fromEntries(module.inputs.map(({ name, type }) => [name, randomArray(type, sizes, random)]));
  const storages = Object.fromEntries(module.storages.map(({ name, type }) => [name, randomArray(type, sizes, random)]));
  const expected = interpret(graph, { inputs, storages, sizes });
  const actual = evaluatePlan(plan, graph.name, { inputs, storages, sizes });
  for (const [name, value] of expected.results) {
    const found = differs(value, actual.results.get(name));
    if (found) return `result ${name}: ${found}`;
  }
  for (const { name } of module.storages) {
    const found = differs(expected.updates.get(name) ?? storages[name]!, actual.storages.get(name));
    if (found) return `storage ${name}: ${found}`;
  }
  return undefined;
}

function differs(expected: NdArray, actual: NdArray | undefined): string | undefined {
  if (!actual) return "missing";
  if (expected.data.length !== actual.data.length) return `${actual.data.length} elements, not ${expected.data.length}`;
  const scale = expected.data.reduce((a, b) => (Number.isFinite(b) ? Math.max(a, Math.abs(b)) : a), 0);
  for (let i = 0; i < expected.data.length; i++) {
    const [a, b] = [expected.data[i]!, actual.data[i]!];
    if (Object.is(a, b) || a === b) continue;
    if (!(Math.abs(a - b) <= 1e-12 * Math.max(scale, Math.abs(a)))) return `[${i}] is ${b}, not ${a}`;
  }
  return undefined;
}

/** Plans are made for each of these. */
export const machines: readonly Machine[] = [plainMachine, { lanes: 4, registers: 16 }, { lanes: 1, registers: 24, grid: true }];

export function hasLanes({ body }: Kernel): boolean {
  let found = false;
  walkStatements(body, (s) => void (found ||= s.kind === "for" && s.lanes === true));
  return found;
}
