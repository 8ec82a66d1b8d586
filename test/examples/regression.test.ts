import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { check } from "../../src/compile.ts";
import { loadModule } from "../../src/train/load.ts";
import { loadSplits } from "../../src/train/sources.ts";
import { toTensors } from "../train/safetensors.ts";

const folder = join(import.meta.dirname, "../../examples/regression");

interface Problem {
  readonly inputs: Readonly<Record<string, Float32Array | Int32Array>>;
  readonly epochs: number;
  /** Of the generated module after training as its source says, row-major: for each feature, then the bias, one weight per output. */
  readonly trained: Float64Array;
}

/** Trains the committed module on the data that the example's own `data` block makes, with all rows in one batch. */
async function trained(name: string, layer: string): Promise<Problem> {
  const read = (file: string): string => readFileSync(join(folder, file), "utf8");
  const { modules } = check({ name: `${name}.nnet`, text: read(`${name}.nnet`) }, { load: () => undefined });
  const [module] = modules;
  const examples = loadSplits(module!, (file) => ({ name: file, bytes: readFileSync(join(folder, file)) }))["train"]!;
  const inputs = Object.fromEntries(examples.dataset.fields.map(({ name: input, data }) => [input, data]));
  const { epochs, batch } = module!.phases[0]!;
  expect(batch).toBe(examples.rows.length);
  const model = await (await loadModule(read(`${name}.ts`))).create({ N: batch });
  for (let epoch = 0; epoch < epochs; epoch++) model.train(inputs);
  const weights = toTensors(model.save());
  return { inputs, epochs, trained: Float64Array.from([...weights[`${layer}.W`]!, ...weights[`${layer}.b`]!]) };
}

/** dL/dweights of a loss that reads x @ W + b, from its derivative by z; W is pulled towards 0 by `decay`. */
function gradient(w: Float64Array, x: ArrayLike<number>, features: number, decay: number, slope: (z: readonly number[], row: number) => readonly number[]): Float64Array {
  const outputs = w.length / (features + 1);
  const rows = x.length / features;
  const g = w.map((v, i) => (i < features * outputs ? decay * v : 0));
  for (let n = 0; n < rows; n++) {
    const at = (j: number): number => (j < features ? x[n * features + j]! : 1);
    const z = Array.from({ length: outputs }, (_, k) => Array.from({ length: features + 1 }, (__, j) => at(j) * w[j * outputs + k]!).reduce((a, b) => a + b));
    slope(z, n).forEach((d, k) => {
      for (let j = 0; j <= features; j++) g[j * outputs + k]! += (at(j) * d) / rows;
    });
  }
  return g;
}

/** Descent with momentum in f64 until the gradient is nearly zero. */
function minimum(size: number, gradientAt: (w: Float64Array) => Float64Array, rate: number): Float64Array {
  const [w, v] = [new Float64Array(size), new Float64Array(size)];
  for (let step = 0; step < 20_000; step++) {
    const g = gradientAt(w);
    if (norm(g) < 1e-10) return w;
    g.forEach((d, i) => {
      v[i] = 0.9 * v[i]! + d;
      w[i]! -= rate * v[i]!;
    });
  }
  throw new Error("no minimum was found");
}

function norm(values: Iterable<number>): number {
  return Math.hypot(...values);
}

/** The trained weights lie where the gradient is zero, and that is where the reference ends. */
function expectMinimum({ trained: weights }: Problem, gradientAt: (w: Float64Array) => Float64Array, rate: number, tolerance: number): void {
  expect(norm(gradientAt(weights))).toBeLessThan(1e-5);
  const best = minimum(weights.length, gradientAt, rate);
  best.forEach((w, i) => expect(Math.abs(weights[i]! - w)).toBeLessThan(tolerance));
  // A solution that is no minimum is told apart.
  expect(norm(gradientAt(weights.map((w) => 0.99 * w)))).toBeGreaterThan(1e-4);
}

test("linear regression ends at the solution of the normal equations", async () => {
  const { inputs, trained: [slope, intercept] = [] } = await trained("linear", "line");
  const [x, y] = [Array.from(inputs["x"]!), Array.from(inputs["y"]!)];
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b);
  // [sum x^2, sum x; sum x, n] [w, b] = [sum x y, sum y]
  const [n, sx, sy, sxx, sxy] = [x.length, sum(x), sum(y), sum(x.map((v) => v * v)), sum(x.map((v, i) => v * y[i]!))];
  const w = (n * sxy - sx * sy) / (n * sxx - sx * sx);
  expect(Math.abs(slope! - w)).toBeLessThan(1e-4);
  expect(Math.abs(intercept! - (sy - w * sx) / n)).toBeLessThan(1e-4);
});

test("logistic regression ends where the gradient (a - y) x is zero", async () => {
  const problem = await trained("logistic", "unit");
  const { x, y } = problem.inputs;
  expectMinimum(problem, (w) => gradient(w, x!, 4, 3e-3, ([z], n) => [1 / (1 + Math.exp(-z!)) - y![n]!]), 0.5, 1e-3);
});

test("softmax regression ends where the gradient (p - y) x is zero", async () => {
  const problem = await trained("softmax", "unit");
  const { x, kind } = problem.inputs;
  const slope = (z: readonly number[], n: number): readonly number[] => {
    const powers = z.map(Math.exp);
    const total = powers.reduce((a, b) => a + b);
    return powers.map((power, k) => power / total - (kind![n] === k ? 1 : 0));
  };
  expectMinimum(problem, (w) => gradient(w, x!, 4, 3e-3, slope), 0.5, 1e-3);
});

test("Poisson regression ends where the gradient (e^z - count) x is zero, near the rates that made the data", async () => {
  const problem = await trained("poisson", "unit");
  const { x, count } = problem.inputs;
  expectMinimum(problem, (w) => gradient(w, x!, 2, 0, ([z], n) => [Math.exp(z!) - count![n]!]), 0.1, 1e-4);
  // Within three standard errors: the information about weight j is the sum of rate * x_j^2.
  const at = (n: number, j: number): number => (j < 2 ? x![2 * n + j]! : 1);
  const information = [0, 1, 2].map((j) => Array.from(count!, (_, n) => Math.exp(0.8 * at(n, 0) - 0.5 * at(n, 1) + 0.3) * at(n, j) ** 2).reduce((a, b) => a + b));
  [0.8, -0.5, 0.3].forEach((made, j) => expect(Math.abs(problem.trained[j]! - made)).toBeLessThan(3 / Math.sqrt(information[j]!)));
});
