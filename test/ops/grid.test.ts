import { expect, test } from "vitest";
import { Builder } from "../../src/graph/builder.ts";
import type { Attributes, Node } from "../../src/graph/graph.ts";
import { ops } from "../../src/ops/all.ts";
import { input } from "../../src/ops/leaf/memory.ts";
import { TypeRuleError, type NdArray } from "../../src/ops/op.ts";
import { Random } from "../support/random.ts";
import { difference, sampleValues } from "../support/values.ts";
import { evaluated } from "./support/cases.ts";
import { runLowered } from "./support/single-kernel.ts";

const random = new Random(3);

function real(...shape: number[]): NdArray {
  return sampleValues({ kind: "real", low: -1, high: 1 }, shape, random);
}

/** The reference and the lowering of an op on some values; undefined if its type rule refuses the window. */
function both(name: string, values: readonly NdArray[], attributes: Attributes): readonly NdArray[] | undefined {
  const builder = new Builder();
  const nodes = values.map(({ shape }, i): Node => builder.make(input, [], { name: String(i), dtype: "f32", shape }));
  try {
    const node = builder.make(ops.get(name)!, nodes, attributes);
    const env = { inputs: Object.fromEntries(values.map((v, i) => [String(i), v])), storages: {}, sizes: {} };
    return [evaluated(builder, [node], env)[0]!, runLowered(node, values, {})];
  } catch (error) {
    if (error instanceof TypeRuleError && error.reason.kind === "window-too-large") return undefined;
    throw error;
  }
}

function outputs(n: number, k: number, s: number, low: number, high: number, d: number): number {
  return Math.floor((n + low + high - ((k - 1) * d + 1)) / s) + 1;
}

function* grid(...lists: readonly (readonly number[])[]): Generator<number[]> {
  const [first, ...rest] = lists;
  if (!first) return yield [];
  for (const x of first) for (const others of grid(...rest)) yield [x, ...others];
}

test("conv of images is its formula, for all small sizes, strides, paddings and dilations", () => {
  let cases = 0;
  let refused = 0;
  for (const [n, k, s, low, high, d] of grid([1, 2, 5, 6], [1, 2, 3], [1, 2, 3], [0, 1, 2], [0, 2], [1, 2]) as Generator<[number, number, number, number, number, number]>) {
    const [x, w] = [real(2, n, 4, 2), real(k, 2, 2, 3)];
    const out = both("conv", [x, w], {
      lhs: { batch: 0, feature: 3, spatial: [1, 2] },
      rhs: { in: 2, out: 3, spatial: [0, 1] },
      out: { batch: 0, feature: 3, spatial: [1, 2] },
      stride: [s, 1],
      low: [low, 0],
      high: [high, 0],
      rhsDilation: [d, 1],
    });
    const m = outputs(n, k, s, low, high, d);
    if (!out) {
      expect(m).toBeLessThan(1);
      refused += 1;
      continue;
    }
    const expected = new Float64Array(2 * m * 3 * 3);
    for (let b = 0; b < 2; b++)
      for (let i = 0; i < m; i++)
        for (let j = 0; j < 3; j++)
          for (let o = 0; o < 3; o++)
            for (let u = 0; u < k; u++)
              for (let v = 0; v < 2; v++)
                for (let c = 0; c < 2; c++) {
                  const row = i * s + u * d - low;
                  if (row < 0 || row >= n) continue;
                  expected[((b * m + i) * 3 + j) * 3 + o]! += x.data[((b * n + row) * 4 + j + v) * 2 + c]! * w.data[((u * 2 + v) * 2 + c) * 3 + o]!;
                }
    for (const value of out) expect(difference(value, { shape: [2, m, 3, 3], data: expected })).toBeLessThan(1e-12);
    cases += 1;
  }
  expect(cases).toBeGreaterThan(300);
  expect(refused).toBeGreaterThan(20);
});

test("a conv of a stretched input is that of the input with zeros between", () => {
  let cases = 0;
  for (const [n, k, s, low, high, gap, d] of grid([1, 3, 4], [1, 2, 3], [1, 2], [-1, 0, 2], [0, 1], [1, 2, 3], [1, 2]) as Generator<[number, number, number, number, number, number, number]>) {
    const [x, w] = [real(1, n, 1), real(k, 1, 1)];
    const line = { lhs: { batch: 0, feature: 2, spatial: [1] }, rhs: { in: 1, out: 2, spatial: [0] }, out: { batch: 0, feature: 2, spatial: [1] }, stride: [s], rhsDilation: [d] };
    const stretched = both("conv", [x, w], { ...line, low: [low], high: [high], lhsDilation: [gap] });
    const zero: NdArray = { shape: [], data: Float64Array.of(0) };
    const filled = both("pad", [x, zero], { low: [0, 0, 0], high: [0, 0, 0], interior: [0, gap - 1, 0] })![0]!;
    const plain = both("conv", [filled, w], { ...line, low: [low], high: [high] });
    expect(stretched === undefined).toBe(plain === undefined);
    if (!stretched || !plain) continue;
    for (const value of stretched) expect(difference(value, plain[0]!)).toBeLessThan(1e-12);
    cases += 1;
  }
  expect(cases).toBeGreaterThan(200);
});

test("grouped conv is convs side by side", () => {
  const [x, w] = [real(2, 5, 6), real(3, 2, 9)];
  const line = { lhs: { batch: 0, feature: 2, spatial: [1] }, rhs: { in: 1, out: 2, spatial: [0] }, out: { batch: 0, feature: 2, spatial: [1] }, stride: [1], low: [1], high: [1] };
  const part = (a: NdArray, from: number, to: number): NdArray => both("slice", [a], { start: [0, 0, from], limit: [a.shape[0]!, a.shape[1]!, to], stride: [1, 1, 1] })![0]!;
  const parts = [0, 1, 2].map((g) => both("conv", [part(x, 2 * g, 2 * g + 2), part(w, 3 * g, 3 * g + 3)], line)![0]!);
  const expected = both("concat", parts, { axis: 2 })![0]!;
  for (const value of both("conv", [x, w], { ...line, featureGroups: 3 })!) expect(difference(value, expected)).toBeLessThan(1e-12);
});

test("pools are their formulas, for all small sizes, strides and paddings", () => {
  let cases = 0;
  for (const [n, k, s, low, high] of grid([1, 2, 5, 6], [1, 2, 3], [1, 2, 3], [0, 1, 2], [0, 1, 2]) as Generator<[number, number, number, number, number]>) {
    const x = real(2, n, 2);
    const attributes = { window: [1, k, 1], stride: [1, s, 1], low: [0, low, 0], high: [0, high, 0] };
    const [max, sum] = [both("max_pool", [x], attributes), both("sum_pool", [x], attributes)];
    const m = outputs(n, k, s, low, high, 1);
    if (!max || !sum) {
      expect(m).toBeLessThan(1);
      continue;
    }
    const at = (b: number, i: number, c: number): number[] => Array.from({ length: k }, (_, r) => i * s + r - low).filter((p) => p >= 0 && p < n).map((p) => x.data[(b * n + p) * 2 + c]!);
    const collected = (f: (values: number[]) => number): NdArray => ({
      shape: [2, m, 2],
      data: Float64Array.from({ length: 4 * m }, (_, place) => f(at(Math.floor(place / (2 * m)), Math.floor(place / 2) % m, place % 2))),
    });
    for (const value of max) expect(difference(value, collected((v) => Math.max(...v)))).toBe(0);
    for (const value of sum) expect(difference(value, collected((v) => v.reduce((a, b) => a + b, 0)))).toBeLessThan(1e-12);
    cases += 1;
  }
  expect(cases).toBeGreaterThan(200);
});

test("dot is the matrix product, with and without a batch, in any layout", () => {
  let cases = 0;
  for (const [b, n, m, p] of grid([1, 2], [1, 3, 4], [1, 2, 5], [1, 3]) as Generator<[number, number, number, number]>) {
    const [x, y] = [real(b, n, m), real(b, m, p)];
    const expected = new Float64Array(b * n * p);
    for (let a = 0; a < b; a++)
      for (let i = 0; i < n; i++)
        for (let j = 0; j < p; j++) for (let c = 0; c < m; c++) expected[(a * n + i) * p + j]! += x.data[(a * n + i) * m + c]! * y.data[(a * m + c) * p + j]!;
    const wanted: NdArray = { shape: [b, n, p], data: expected };
    const turned = (value: NdArray): NdArray => both("transpose", [value], { permutation: [2, 1, 0] })![0]!;
    const plain = both("dot", [x, y], { leftBatch: [0], rightBatch: [0], leftContract: [2], rightContract: [1] })!;
    const other = both("dot", [turned(x), turned(y)], { leftBatch: [2], rightBatch: [2], leftContract: [0], rightContract: [1] })!;
    for (const value of [...plain, ...other]) expect(difference(value, wanted)).toBeLessThan(1e-12);
    cases += 1;
  }
  expect(cases).toBe(36);
});
