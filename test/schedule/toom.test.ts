import { expect, test } from "vitest";
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

test("errors grow with the number of points", () => {
  expect(amplification(minimal(2, 3, "taps"))).toBe(9);
  expect(amplification(minimal(4, 3, "taps"))).toBeGreaterThan(100);
});
