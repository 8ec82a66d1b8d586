import { expect, test } from "vitest";
import { operations } from "../../src/schedule/filter/combinations.ts";
import { plus, rational, type Rational, times, zero } from "../../src/schedule/filter/rational.ts";
import { amplification, type Divided, exactly, type Matrix, minimal, type Minimal } from "../../src/schedule/filter/toom.ts";
import { generator } from "./support.ts";

const mostPoints = 9;

function product(matrix: Matrix<Rational>, vector: readonly Rational[]): Rational[] {
  return matrix.map((row) => row.reduce((sum, e, j) => plus(sum, times(e, vector[j]!)), zero));
}

function filter({ inputsOf, tapsOf, outputsOf }: Minimal<Rational>, x: readonly Rational[], w: readonly Rational[]): Rational[] {
  const [a, b] = [product(inputsOf, x), product(tapsOf, w)];
  return product(outputsOf, a.map((e, i) => times(e, b[i]!)));
}

/** Every size of up to so many points. */
function* sizes(): Generator<readonly [outputs: number, taps: number, divided: Divided]> {
  for (const divided of ["taps", "outputs"] as const)
    for (let outputs = 1; outputs <= mostPoints; outputs++) for (let taps = 1; outputs + taps - 1 <= mostPoints; taps++) yield [outputs, taps, divided];
}

/** Whether the identity holds, without any rounding, for random whole numbers. */
function holds(made: Minimal<Rational>, random: () => number): boolean {
  const whole = (count: number): Rational[] => Array.from({ length: count }, () => rational(Math.floor(random() * 19) - 9));
  const [x, w] = [whole(made.points), whole(made.taps)];
  const expected = Array.from({ length: made.outputs }, (_, i) => w.reduce((sum, e, j) => plus(sum, times(e, x[i + j]!)), zero));
  return filter(made, x, w).every((e, i) => e.above === expected[i]!.above && e.below === expected[i]!.below);
}

test("filters of all sizes give what the sum of products gives, exactly", () => {
  const random = generator(1);
  let cases = 0;
  for (const [outputs, taps, divided] of sizes())
    for (let round = 0; round < 5; round++) {
      expect(holds(exactly(outputs, taps, divided), random), `${outputs} outputs of ${taps} taps`).toBe(true);
      cases += 1;
    }
  expect(cases).toBe(450);
});

test("planted bug: any number of a matrix changed is seen", () => {
  const random = generator(2);
  const right = exactly(2, 3, "taps");
  for (const name of ["inputsOf", "tapsOf", "outputsOf"] as const)
    right[name].forEach((row, i) =>
      row.forEach((e, j) => {
        const wrong = { ...right, [name]: right[name].map((r, at) => (at === i ? r.with(j, plus(e, rational(1))) : r)) };
        expect([1, 2, 3, 4].every(() => holds(wrong, random)), `${name} ${i} ${j}`).toBe(false);
      }),
    );
});

test("inputs are transformed without fractions, and those of two results of three taps without products", () => {
  for (const [outputs, taps, divided] of sizes()) for (const row of minimal(outputs, taps, divided).inputsOf) expect(row.every(Number.isInteger)).toBe(true);
  expect(minimal(2, 3, "taps")).toEqual({
    outputs: 2,
    taps: 3,
    points: 4,
    inputsOf: [[1, 0, -1, 0], [0, 1, 1, 0], [0, 1, -1, 0], [0, 1, 0, -1]],
    tapsOf: [[1, 0, 0], [0.5, 0.5, 0.5], [-0.5, 0.5, -0.5], [0, 0, -1]],
    outputsOf: [[1, 1, 1, 0], [0, 1, -1, 1]],
  });
});

test("what rows or columns have in common is computed once", () => {
  const { inputsOf, outputsOf } = minimal(2, 3, "taps");
  expect([operations(inputsOf), operations(outputsOf)]).toEqual([4, 4]);
  // 36 0 -97 0 36 0 and its mirror image; twice a pair of rows, each of a sum and a difference of two parts of two terms.
  expect(operations(minimal(4, 3, "taps").inputsOf)).toBeLessThanOrEqual(2 * 3.5 + 2 * (2 * 2 + 2));
});

/** Of sums of random numbers, by products of so many rows and columns of one channel after another in f32: how many times as large errors are as those of the plain sum. */
function measured(outputs: number, taps: number, channels: number): number {
  const { points, inputsOf, tapsOf, outputsOf } = minimal(outputs, taps, "taps");
  const random = generator(3);
  const f = Math.fround;
  const along = (matrix: Matrix, x: readonly (readonly number[])[]): number[][] => matrix.map((row) => x[0]!.map((_, j) => row.reduce((sum, e, i) => f(sum + f(e * x[i]![j]!)), 0)));
  const turned = (x: readonly (readonly number[])[]): number[][] => x[0]!.map((_, j) => x.map((row) => row[j]!));
  const both = (matrix: Matrix, x: readonly (readonly number[])[]): number[][] => turned(along(matrix, turned(along(matrix, x))));
  const numbers = (n: number): number[][] => Array.from({ length: n }, () => Array.from({ length: n }, () => f(random() * 2 - 1)));
  let [own, plain] = [0, 0];
  for (let round = 0; round < 40; round++) {
    const [products, exact, direct] = [points, outputs, outputs].map((n) => Array.from({ length: n }, () => Array.from({ length: n }, () => 0))) as [number[][], number[][], number[][]];
    for (let channel = 0; channel < channels; channel++) {
      const [x, w] = [numbers(points), numbers(taps)];
      const [a, b] = [both(inputsOf, x), both(tapsOf, w)];
      products.forEach((row, i) => row.forEach((e, j) => (row[j] = f(e + f(a[i]![j]! * b[i]![j]!)))));
      for (let i = 0; i < outputs; i++)
        for (let j = 0; j < outputs; j++)
          w.forEach((row, r) => row.forEach((e, s) => {
            exact[i]![j]! += x[i + r]![j + s]! * e;
            direct[i]![j] = f(direct[i]![j]! + f(x[i + r]![j + s]! * e));
          }));
    }
    both(outputsOf, products).forEach((row, i) => row.forEach((e, j) => {
      own += (e - exact[i]![j]!) ** 2;
      plain += (direct[i]![j]! - exact[i]![j]!) ** 2;
    }));
  }
  return Math.sqrt(own / plain);
}

test("errors grow as estimated, and little where filters are used", () => {
  expect(amplification(minimal(2, 3, "taps"))).toBeCloseTo(8 / 3);
  expect(amplification(minimal(4, 3, "taps"))).toBeLessThan(10);
  expect(amplification(minimal(6, 3, "taps"))).toBeGreaterThan(20);
  expect(measured(2, 3, 16)).toBeLessThan(1.5);
  expect(measured(4, 3, 16)).toBeLessThan(4);
  expect(measured(6, 3, 16)).toBeGreaterThan(measured(4, 3, 16));
});
