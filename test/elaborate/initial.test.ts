import { expect, test } from "vitest";
import { compiled, Run } from "./support.ts";

function weights(init: string, shape: readonly number[] = [200, 300], seed = 1): number[] {
  const module = compiled(`model M {\n param W: [${shape.join(", ")}] ~ ${init}\n loss l = sum(W)\n train { minimize l using sgd }\n}\n`);
  return new Run(module, {}, seed).values("W");
}

const mean = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0) / x.length;
const variance = (x: readonly number[]): number => {
  const m = mean(x);
  return mean(x.map((v) => (v - m) ** 2));
};

/** Variance and kurtosis (E[x^4] / variance^2) of the distributions of the lecture, for 200 inputs and 300 outputs. */
const table = [
  { init: "he_normal", expected: 2 / 200, kurtosis: 3 },
  { init: "xavier_normal", expected: 1 / 200, kurtosis: 3 },
  { init: "glorot_normal", expected: 2 / 500, kurtosis: 3 },
  { init: "normal(0, 0.01)", expected: 1e-4, kurtosis: 3 },
  { init: "he_uniform", expected: 2 / 200, kurtosis: 1.8 },
  { init: "glorot_uniform", expected: 2 / 500, kurtosis: 1.8 },
  { init: "uniform(-0.2, 0.2)", expected: 0.4 ** 2 / 12, kurtosis: 1.8 },
];

test.each(table)("$init: mean 0 and its variance, within five standard errors", ({ init, expected, kurtosis }) => {
  const w = weights(init);
  expect(Math.abs(mean(w))).toBeLessThan(5 * Math.sqrt(expected / w.length));
  // The variance of the sample variance is (kurtosis - 1) sigma^4 / n.
  expect(Math.abs(variance(w) / expected - 1)).toBeLessThan(5 * Math.sqrt((kurtosis - 1) / w.length));
});

test("the fan-in of a kernel counts its window", () => {
  const w = weights("he_normal", [5, 5, 8, 60]);
  expect(Math.abs(variance(w) / (2 / 200) - 1)).toBeLessThan(5 * Math.sqrt(2 / w.length));
});

test("uniform weights stay within their limits", () => {
  const limit = Math.sqrt(6 / 500);
  const w = weights("glorot_uniform");
  expect(Math.max(...w.map(Math.abs))).toBeLessThanOrEqual(limit);
  expect(Math.max(...w.map(Math.abs))).toBeGreaterThan(0.99 * limit);
});

test("the same seed gives the same weights, another seed others, and two layers differ", () => {
  expect(weights("he_normal", [3, 4], 7)).toEqual(weights("he_normal", [3, 4], 7));
  expect(weights("he_normal", [3, 4], 7)).not.toEqual(weights("he_normal", [3, 4], 8));
  const run = new Run(compiled("model M { input x: [N, 3]\n a = Dense(3)\n b = Dense(3)\n output y = a(x) + b(x) }"), { N: 1 });
  expect(run.values("a.W")).not.toEqual(run.values("b.W"));
});

test("constants", () => {
  expect(weights("zeros", [2, 2])).toEqual([0, 0, 0, 0]);
  expect(weights("ones", [2, 2])).toEqual([1, 1, 1, 1]);
  expect(weights("3", [2, 2])).toEqual([3, 3, 3, 3]);
});

test("zeros do not break the symmetry of hidden units, random weights do", () => {
  const train = (init: string): number[] => {
    const module = compiled(`model M {
      input x: [N, 2], y: [N, 1]
      net = Net(${init})
      loss l = squared_error(net(x), y)
      train { minimize l using sgd(lr: 0.1) }
    }
    layer Net(init)(x: [N, D]) { return x |> Dense(3, init: init) |> tanh |> Dense(1, init: ones) }`);
    const run = new Run(module, { N: 2 });
    const inputs = { x: { shape: [2, 2], data: Float64Array.of(1, 2, -1, 0.5) }, y: { shape: [2, 1], data: Float64Array.of(1, -1) } };
    for (let i = 0; i < 5; i += 1) run.step("train", inputs);
    return run.values("net.dense1.W");
  };
  const columns = (w: readonly number[]): string[] => [0, 1, 2].map((c) => JSON.stringify([w[c], w[3 + c]]));
  expect(train("zeros").some((v) => v !== 0)).toBe(true);
  expect(new Set(columns(train("zeros"))).size).toBe(1);
  expect(new Set(columns(train("he_normal"))).size).toBe(3);
});
