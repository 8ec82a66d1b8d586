import { compile } from "../../src/compile.ts";
import { create } from "../emit/run.ts";
import { expect, test } from "vitest";
import { derivative, evaluated } from "./support.ts";

interface Activation {
  readonly written: string;
  readonly f: (x: number) => number;
  readonly d: (x: number) => number;
}

/** Formulas and derivatives of the lecture. At kinks the derivative of the left branch is the convention. */
const table: readonly Activation[] = [
  { written: "relu(x)", f: (x) => Math.max(x, 0), d: (x) => (x > 0 ? 1 : 0) },
  { written: "(x |> leaky_relu(0.1))", f: (x) => (x > 0 ? x : 0.1 * x), d: (x) => (x > 0 ? 1 : 0.1) },
  { written: "(x |> leaky_relu)", f: (x) => (x > 0 ? x : 0.01 * x), d: (x) => (x > 0 ? 1 : 0.01) },
  { written: "(x |> elu)", f: (x) => (x > 0 ? x : Math.expm1(x)), d: (x) => (x > 0 ? 1 : Math.exp(x)) },
  { written: "(x |> elu(2))", f: (x) => (x > 0 ? x : 2 * Math.expm1(x)), d: (x) => (x > 0 ? 1 : 2 * Math.exp(x)) },
  { written: "sigmoid(x)", f: (x) => 1 / (1 + Math.exp(-x)), d: (x) => (Math.abs(x) > 700 ? 0 : Math.exp(-Math.abs(x)) / (1 + Math.exp(-Math.abs(x))) ** 2) },
  { written: "tanh(x)", f: Math.tanh, d: (x) => (Math.abs(x) > 300 ? 0 : 1 / Math.cosh(x) ** 2) },
  { written: "hard_tanh(x)", f: (x) => Math.max(-1, Math.min(1, x)), d: (x) => (Math.abs(x) < 1 ? 1 : 0) },
  { written: "softsign(x)", f: (x) => x / (1 + Math.abs(x)), d: (x) => 1 / (1 + Math.abs(x)) ** 2 },
  { written: "softplus(x)", f: (x) => (x > 30 ? x : Math.log1p(Math.exp(x))), d: (x) => 1 / (1 + Math.exp(-x)) },
  { written: "identity(x)", f: (x) => x, d: () => 1 },
];

const grid = [-1e4, -100, -30, -5, -1.5, -0.7, -1e-3, 1e-3, 0.3, 0.99, 1.7, 4, 20, 100, 1e4];

test.each(table)("$written and its derivative, saturation included", ({ written, f, d }) => {
  const close = (actual: number, expected: number, x: number): void => {
    expect(Number.isFinite(actual), `${written} at ${x}: ${actual}`).toBe(true);
    expect(Math.abs(actual - expected), `${written} at ${x}: ${actual}, not ${expected}`).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
  };
  evaluated(written, grid).forEach((y, i) => close(y, f(grid[i]!), grid[i]!));
  derivative(written, grid).forEach((y, i) => close(y, d(grid[i]!), grid[i]!));
});

test("relu has the derivative 0 at 0", () => {
  expect(derivative("relu(x)", [0])).toEqual([0]);
});

test("softmax sums to one, does not overflow, and does not change when all logits move together", () => {
  const logits = [1e4, 1e4 - 1, -1e4, 0];
  // x - logsumexp(x) rounds to 1e4 * 2^-53.
  const p = evaluated("softmax(x)", logits);
  expect(p.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 11);
  expect(p.slice(0, 2)).toEqual([expect.closeTo(1 / (1 + Math.exp(-1)), 11), expect.closeTo(Math.exp(-1) / (1 + Math.exp(-1)), 11)]);
  expect(p[2]).toBe(0);
  const near = evaluated("softmax(x)", [0.3, -1, 2]);
  evaluated("softmax(x)", [100.3, 99, 102]).forEach((value, i) => expect(value).toBeCloseTo(near[i]!, 10));
});

test("softmax over places of which none counts is 0, in f32 and in its derivative, too", async () => {
  const text = "model M {\n input x: [N, 3]\n param w: [3] ~ ones\n output y = softmax(w * x, where: x < 2)\n loss l = sum(sin(3 * y))\n train { minimize l using sgd(lr: 1) }\n}";
  const { plans: [plan] } = compile({ name: "m.nnet", text }, { load: () => undefined });
  const model = await create(plan!, { N: 2 });
  const x = [5, 2, 3, 0.5, 2, 0.5];
  expect(model.predict({ x })["y"]).toEqual(Float32Array.of(0, 0, 0, 0.5, 0, 0.5));
  expect(model.train({ x })["l"]).toBeCloseTo(2 * Math.sin(1.5), 6);
  expect([...(model.predict({ x })["y"] as Float32Array)].every(Number.isFinite)).toBe(true);
});

test.each([
  ["softmax(w * x, where: x < 2)", 0, 1],
  // e^x may be infinite where the condition does not hold.
  ["if x < 2 then exp(w * x) else 0", 1, 1],
])("the derivative of %s asks %d times whether a cotangent is zero, and computes exp %d time", (written, zeros, functions) => {
  const text = `model M {\n input x: [N, 3]\n param w: [3] ~ ones\n loss l = sum(sin(${written}))\n train { minimize l using sgd(lr: 1) }\n}`;
  const { modules: [module] } = compile({ name: "m.nnet", text }, { load: () => undefined });
  const { nodes } = module!.programs.find((p) => p.name === "train")!;
  expect(nodes.filter((n) => n.op.name === "eq").length).toBe(zeros);
  expect(nodes.filter((n) => n.op.name === "exp").length).toBe(functions);
});
