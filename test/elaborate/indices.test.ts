import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import type { NdArray } from "../../src/ops/op.ts";

const sizes = { N: 3 };
/** x [N, 6, 4], q [N, 2, 4], w [4, 5], k [3, 4, 5], v [5]: what the equations speak of. */
const head = `input x: [N, 6, 4]
  input q: [N, 2, 4]
  input w: [4, 5]
  input k: [3, 4, 5]
  input v: [5]
  input id: index(4)[N]`;

function random(shape: readonly number[], seed: number): NdArray {
  let state = seed;
  const next = (): number => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32) * 2 - 1;
  return { shape, data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, next) };
}

const inputs: Record<string, NdArray> = {
  x: random([3, 6, 4], 1),
  q: random([3, 2, 4], 2),
  w: random([4, 5], 3),
  k: random([3, 4, 5], 4),
  v: random([5], 5),
  id: { shape: [3], data: Float64Array.of(2, 0, 3) },
};

function at(name: string, ...index: number[]): number {
  const { shape, data } = inputs[name]!;
  return data[index.reduce((sum, i, axis) => sum * shape[axis]! + i, 0)]!;
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function run(body: string): { ops: string[]; value: NdArray } {
  const source = { name: "equation.nnet", text: `model M {\n  ${head}\n  ${body}\n  output result = y\n}\n` };
  const { diagnostics, modules } = compile(source, { load: () => undefined });
  expect(diagnostics.map((d) => `${d.code}: ${d.message}`)).toEqual([]);
  const program = modules[0]!.programs.find((p) => p.name === "predict")!;
  const needed = Object.fromEntries(Object.entries(inputs));
  return { ops: program.nodes.map((n) => n.op.name), value: interpret(program, { inputs: needed, storages: {}, sizes }).results.get("result")! };
}

/** Each equation, the operation it must become (where there is one), and what it means, element by element. */
const equations: readonly { text: string; op?: string; shape: readonly number[]; means: (...index: number[]) => number }[] = [
  { text: "y[n, t, o] = sum[i] x[n, t, i] * w[i, o]", op: "dot", shape: [3, 6, 5], means: (n, t, o) => sum(range(4).map((i) => at("x", n!, t!, i) * at("w", i, o!))) },
  { text: "y[o, t, n] = sum[i] w[i, o] * x[n, t, i]", op: "dot", shape: [5, 6, 3], means: (o, t, n) => sum(range(4).map((i) => at("x", n!, t!, i) * at("w", i, o!))) },
  { text: "y[n, a, t] = sum[i] q[n, a, i] * x[n, t, i]", op: "dot", shape: [3, 2, 6], means: (n, a, t) => sum(range(4).map((i) => at("q", n!, a!, i) * at("x", n!, t!, i))) },
  {
    text: "y[n, t, o] = sum[d, i] x[n, t + d, i] * k[d, i, o]",
    op: "conv",
    shape: [3, 4, 5],
    means: (n, t, o) => sum(range(3).flatMap((d) => range(4).map((i) => at("x", n!, t! + d, i) * at("k", d, i, o!)))),
  },
  {
    text: "y[n, t, o] = sum[d, i] x[n, 2*t + d + 1, i] * k[d, i, o]",
    op: "conv",
    shape: [3, 2, 5],
    means: (n, t, o) => sum(range(3).flatMap((d) => range(4).map((i) => at("x", n!, 2 * t! + d + 1, i) * at("k", d, i, o!)))),
  },
  {
    text: "y[n, t, i] = sum[d] x[n, t + d, i] * k[d, i, 0]",
    op: "gather",
    shape: [3, 4, 4],
    means: (n, t, i) => sum(range(3).map((d) => at("x", n!, t! + d, i!) * at("k", d, i!, 0))),
  },
  { text: "y[n, o] = sum[t, i] x[n, t, i] * w[i, o] * v[o]", op: "dot", shape: [3, 5], means: (n, o) => sum(range(6).flatMap((t) => range(4).map((i) => at("x", n!, t, i) * at("w", i, o!)))) * at("v", o!) },
  { text: "y[n, t] = max[i] x[n, t, i]", op: "reduce_max", shape: [3, 6], means: (n, t) => Math.max(...range(4).map((i) => at("x", n!, t!, i))) },
  { text: "y[n] = mean[t, i] x[n, t, i]^2", shape: [3], means: (n) => sum(range(6).flatMap((t) => range(4).map((i) => at("x", n!, t, i) ** 2))) / 24 },
  { text: "y[n, t] = logsumexp[i](2 * x[n, t, i])", op: "reduce_logsumexp", shape: [3, 6], means: (n, t) => Math.log(sum(range(4).map((i) => Math.exp(2 * at("x", n!, t!, i))))) },
  {
    text: "y[n, t, i] = softmax[t](x[n, t, i])",
    shape: [3, 6, 4],
    means: (n, t, i) => Math.exp(at("x", n!, t!, i!)) / sum(range(6).map((s) => Math.exp(at("x", n!, s, i!)))),
  },
  { text: "y[s, t] = if s <= t then 1 else 0 * x[0, s, t]", shape: [6, 4], means: (s, t) => (s! <= t! ? 1 : 0) },
  { text: "y[n, i] = x[n, -1, i] - x[n, 0, i]", shape: [3, 4], means: (n, i) => at("x", n!, 5, i!) - at("x", n!, 0, i!) },
  { text: "y[n, o] = w[id[n], o]", op: "gather", shape: [3, 5], means: (n, o) => at("w", inputs["id"]!.data[n!]!, o!) },
  { text: "y[n, t] = x[n, t, id[n]]", op: "gather", shape: [3, 6], means: (n, t) => at("x", n!, t!, inputs["id"]!.data[n!]!) },
  { text: "y[o] = tanh(w[0, o] + v[o]) * 2", shape: [5], means: (o) => Math.tanh(at("w", 0, o!) + at("v", o!)) * 2 },
  { text: "y[n] = sum[t] x[n, t, t - t] ", shape: [3], means: (n) => sum(range(6).map((t) => at("x", n!, t, 0))) },
  { text: "y[i] = sum[n, t] 1 * x[n, t, i] + sum[t] w[i, t]", shape: [4], means: (i) => sum(range(3).flatMap((n) => range(6).map((t) => at("x", n, t, i!)))) + sum(range(5).map((t) => at("w", i!, t))) },
];

function* places(shape: readonly number[]): Iterable<number[]> {
  const [first, ...rest] = shape;
  if (first === undefined) yield [];
  else for (const i of range(first)) for (const inner of places(rest)) yield [i, ...inner];
}

test.each(equations)("$text", ({ text, op, shape, means }) => {
  const { ops, value } = run(text);
  expect(value.shape).toEqual(shape);
  if (op) expect(ops).toContain(op);
  let compared = 0;
  for (const index of places(shape)) {
    expect(Math.abs(value.data[compared]! - means(...index))).toBeLessThan(1e-12);
    compared += 1;
  }
  expect(compared).toBeGreaterThan(0);
});

test("the equation of a matrix product is the very node that @ makes", () => {
  const asEquation = run("y[n, t, o] = sum[i] x[n, t, i] * w[i, o]").ops;
  expect(asEquation).toEqual(run("y = x @ w").ops);
});
