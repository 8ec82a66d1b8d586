import fc from "fast-check";
import { expect, test } from "vitest";
import { DiagnosticError } from "../../src/diagnostics/diagnostic.ts";
import { permutation, streams } from "../../src/train/shuffle.ts";
import { split } from "../../src/train/split.ts";

const ascending = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const sorted = (values: Iterable<number>): number[] => [...values].sort((a, b) => a - b);

type Permute = (n: number, seed: number, epoch: number) => ArrayLike<number>;

/** Whether `permute` gives an order of all of 0..n-1 and the same one twice. */
function isPermutation(permute: Permute): fc.RunDetails<[number, number, number]> {
  return fc.check(
    fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.integer({ min: 0, max: 100 }), (n, seed, epoch) => {
      const order = Array.from(permute(n, seed, epoch));
      expect(sorted(order)).toEqual(ascending(n));
      expect(Array.from(permute(n, seed, epoch))).toEqual(order);
    }),
    { seed: 1 },
  );
}

test("a shuffle is a permutation, the same for the same seed and epoch", () => {
  const run = isPermutation((n, seed, epoch) => permutation(n, seed, streams.epoch, epoch));
  expect(run.failed).toBe(false);
  expect(run.numRuns).toBeGreaterThan(0);
});

test("the property catches a shuffle that loses elements, and one that depends on the clock", () => {
  expect(isPermutation((n, seed) => ascending(n).map((i) => (i * (seed + 1)) % Math.max(1, n))).failed).toBe(true);
  let calls = 0;
  expect(isPermutation((n) => (calls++ % 2 ? ascending(n) : ascending(n).reverse())).failed).toBe(true);
});

test("orders differ between seeds, epochs and streams", () => {
  const orders = [
    permutation(100, 1, streams.epoch, 0),
    permutation(100, 2, streams.epoch, 0),
    permutation(100, 1, streams.epoch, 1),
    permutation(100, 1, streams.split, 0),
  ].map((o) => o.join());
  expect(new Set(orders).size).toBe(4);
});

test("every element comes to every place about equally often", () => {
  const n = 6;
  const runs = 6000;
  const counts = ascending(n).map(() => ascending(n).map(() => 0));
  for (let epoch = 0; epoch < runs; epoch++) permutation(n, 7, streams.epoch, epoch).forEach((value, place) => counts[place]![value]!++);
  // Chi-squared with (n-1)^2 = 25 degrees of freedom: above 60 with probability 1e-4.
  const chi2 = counts.flat().reduce((sum, c) => sum + (c - runs / n) ** 2 / (runs / n), 0);
  expect(chi2).toBeLessThan(60);
});

test("the parts of a split are disjoint, together everything, and as large as asked", () => {
  let cases = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 30, max: 2000 }),
      fc.array(fc.integer({ min: 10, max: 80 }), { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      fc.integer({ min: 0, max: 1000 }),
      (rows, parts, shuffle, seed) => {
        cases += 1;
        const pieces = split(rows, { parts, shuffle, seed });
        expect(sorted(pieces.flatMap((p) => [...p]))).toEqual(ascending(rows));
        const total = parts.reduce((a, b) => a + b, 0);
        pieces.forEach((piece, i) => expect(Math.abs(piece.length - (rows * parts[i]!) / total)).toBeLessThanOrEqual(1));
        expect(split(rows, { parts, shuffle, seed })).toEqual(pieces);
        if (!shuffle) expect(pieces.flatMap((p) => [...p])).toEqual(ascending(rows));
      },
    ),
    { seed: 2 },
  );
  expect(cases).toBeGreaterThan(0);
});

test("1797 digits 80 : 10 : 10 are 1438, 179 and 180", () => {
  expect(split(1797, { parts: [80, 10, 10], shuffle: true, seed: 1 }).map((p) => p.length)).toEqual([1438, 179, 180]);
});

test("a part of 0 is empty, any other must get a row", () => {
  expect(split(10, { parts: [80, 0, 20], shuffle: false, seed: 0 }).map((p) => [...p])).toEqual([[0, 1, 2, 3, 4, 5, 6, 7], [], [8, 9]]);
  expect(() => split(10, { parts: [1000, 1], shuffle: false, seed: 0 })).toThrow(DiagnosticError);
  expect(() => split(10, { parts: [1000, 1], shuffle: false, seed: 0 })).toThrow("would get none");
});
