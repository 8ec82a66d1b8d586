import { expect, test } from "vitest";
import { array, compiled, derivative, evaluated, Run, vector } from "./support.ts";

const logits = [2, -1, 0.5, 0.1, 0, 3];
const labels = [2, 0];

function crossEntropy(weight?: readonly number[]): { value: number; gradient: number[] } {
  const module = compiled(`model M {
    input y: index(3)[N], w: [N]
    param z: [2, 3] ~ zeros
    loss l = cross_entropy(z, y${weight ? ", weight: w" : ""})
    train { minimize l using sgd }
  }`.replace("index(3)[N]", "index(3)[2]").replace("w: [N]", "w: [2]"));
  const run = new Run(module).set("z", logits);
  const inputs = { y: vector(...labels), w: vector(...(weight ?? [0, 0])) };
  return { value: run.step("gradient", inputs).get("objective")![0]!, gradient: run.step("gradient", inputs).get("d z")! };
}

const probabilities = [0, 1].map((row) => {
  const e = logits.slice(3 * row, 3 * row + 3).map(Math.exp);
  const sum = e.reduce((a, b) => a + b);
  return e.map((v) => v / sum);
});

test("cross entropy is the mean of -log p(label), and its derivative (p - y) / N", () => {
  const { value, gradient } = crossEntropy();
  expect(value).toBeCloseTo(-(Math.log(probabilities[0]![2]!) + Math.log(probabilities[1]![0]!)) / 2, 12);
  gradient.forEach((g, i) => {
    const [row, k] = [Math.floor(i / 3), i % 3];
    expect(g).toBeCloseTo((probabilities[row]![k]! - (labels[row] === k ? 1 : 0)) / 2, 12);
  });
});

test("weights of examples scale their part of cross entropy", () => {
  const { value } = crossEntropy([3, 0.5]);
  expect(value).toBeCloseTo(-(3 * Math.log(probabilities[0]![2]!) + 0.5 * Math.log(probabilities[1]![0]!)) / 2, 12);
});

test.each([1e4, -1e4])("losses are finite and right at logits of %f", (z) => {
  const module = compiled(`model M {
    input y: index(2)[1]
    param z: [1, 2] ~ zeros
    loss l = cross_entropy(z, y)
    train { minimize l using sgd }
  }`);
  const found = new Run(module).set("z", [z, 0]).step("gradient", { y: vector(1) });
  // -log softmax of the second: log(1 + e^z).
  expect(found.get("objective")![0]).toBeCloseTo(Math.max(z, 0), 8);
  expect(found.get("d z")).toEqual([expect.closeTo(z > 0 ? 1 : 0, 12), expect.closeTo(z > 0 ? -1 : 0, 12)]);
  for (const y of [0, 1]) {
    expect(evaluated(`spread(binary_cross_entropy(x, ${y}), 1)`, [z])[0]).toBeCloseTo(y === 1 ? Math.max(-z, 0) : Math.max(z, 0), 8);
    expect(derivative(`binary_cross_entropy(x, ${y})`, [z])[0]).toBeCloseTo((z > 0 ? 1 : 0) - y, 12);
  }
});

test("the other losses are their formulas", () => {
  const x = [0.5, -2, 3];
  const of = (text: string): number => evaluated(`spread(${text}, 1)`, x)[0]!;
  const mean = (f: (v: number) => number): number => x.reduce((sum, v) => sum + f(v), 0) / x.length;
  expect(of("squared_error(x, 1)")).toBeCloseTo(mean((v) => (v - 1) ** 2), 12);
  expect(of("absolute_error(x, 1)")).toBeCloseTo(mean((v) => Math.abs(v - 1)), 12);
  expect(of("poisson_nll(x, 2)")).toBeCloseTo(mean((v) => Math.exp(v) - 2 * v), 12);
  expect(of("binary_cross_entropy(x, 0.3)")).toBeCloseTo(mean((v) => -(0.3 * Math.log(1 / (1 + Math.exp(-v))) + 0.7 * Math.log(1 - 1 / (1 + Math.exp(-v))))), 12);
  expect(of("squared_error(x, 1, weight: 2)")).toBeCloseTo(2 * mean((v) => (v - 1) ** 2), 12);
  derivative("absolute_error(x, 1)", x).forEach((d, i) => expect(d).toBeCloseTo(Math.sign(x[i]! - 1) / 3, 12));
});

test("l2 is half the sum of the squares of all weights but not of biases; l1 that of their sizes", () => {
  const module = compiled(`model M {
    input x: [N, 2]
    net = Net()
    z = net(x)
    loss a = l2(net)
    loss b = l1(net)
    train { minimize a + 3 * b using sgd }
  }
  layer Net()(x: [N, D]) { return x |> Dense(2) |> tanh |> Dense(1) }`);
  const run = new Run(module, { N: 1 }).set("net.dense1.W", [1, -2, 3, -4]).set("net.dense1.b", [100, 100]).set("net.dense2.W", [5, -6]);
  const x = array([1, 2], [0, 0]);
  const values = run.step("evaluate", { x });
  expect(values.get("a")).toEqual([(1 + 4 + 9 + 16 + 25 + 36) / 2]);
  expect(values.get("b")).toEqual([21]);
  const found = run.step("gradient", { x });
  expect(found.get("d net.dense1.W")).toEqual([1 + 3, -2 - 3, 3 + 3, -4 - 3]);
  expect(found.get("d net.dense1.b")).toEqual([0, 0]);
});
