import { commonDivisor, one, over, plus, power, rational, type Rational, times, valueOf, zero } from "./rational.ts";

export type Matrix<T = number> = readonly (readonly T[])[];

/**
 * How `outputs` neighbouring results y[i] = sum over j of x[i + j] * w[j], with `taps` weights, take as many products as they
 * read elements of x: y = outputsOf * ((tapsOf * w) .* (inputsOf * x)), `.*` element by element.
 */
export interface Minimal<T = number> {
  readonly outputs: number;
  readonly taps: number;
  /** outputs + taps - 1. */
  readonly points: number;
  /** points x points, of whole numbers. */
  readonly inputsOf: Matrix<T>;
  /** points x taps. */
  readonly tapsOf: Matrix<T>;
  /** outputs x points. */
  readonly outputsOf: Matrix<T>;
}

/** Which transform is given the fractions. */
export type Divided = "taps" | "outputs";

const made = new Map<string, Minimal>();

/** Once for each size. */
export function minimal(outputs: number, taps: number, divided: Divided): Minimal {
  const key = `${outputs} ${taps} ${divided}`;
  const known = made.get(key) ?? rounded(exactly(outputs, taps, divided));
  made.set(key, known);
  return known;
}

function rounded(exact: Minimal<Rational>): Minimal {
  const numbers = (matrix: Matrix<Rational>): Matrix => matrix.map((row) => row.map(valueOf));
  return { ...exact, inputsOf: numbers(exact.inputsOf), tapsOf: numbers(exact.tapsOf), outputsOf: numbers(exact.outputsOf) };
}

/**
 * After Toom, Cook and Winograd: two polynomials are evaluated at points, their values multiplied, the product is interpolated.
 * Transposed, that is the filter. The last point is infinity, where a polynomial's value is its leading coefficient.
 */
export function exactly(outputs: number, taps: number, divided: Divided): Minimal<Rational> {
  const points = outputs + taps - 1;
  const inputs = transposed(inverse(values(points, points)));
  // Without fractions, so that the many elements of x are added and subtracted and not multiplied.
  const scales = inputs.map(scaleOf);
  const of = { taps: values(points, taps), outputs: values(points, outputs) };
  of[divided] = of[divided].map((row, i) => row.map((e) => over(e, scales[i]!)));
  return { outputs, taps, points, inputsOf: inputs.map((row, i) => row.map((e) => times(e, scales[i]!))), tapsOf: of.taps, outputsOf: transposed(of.outputs) };
}

/** How many times as large as those of the plain sum rounding errors may become: what goes into an output at most where all of its terms are 1, beside their sum. */
export function amplification({ taps, inputsOf, tapsOf, outputsOf }: Minimal): number {
  const size = (row: readonly number[]): number => row.reduce((sum, e) => sum + Math.abs(e), 0);
  const products = inputsOf.map((row, point) => size(row) * size(tapsOf[point]!));
  return Math.max(...outputsOf.map((row) => row.reduce((sum, e, point) => sum + Math.abs(e) * products[point]!, 0))) / taps;
}

/** A polynomial's values at the points, from its coefficients. */
function values(points: number, coefficients: number): Matrix<Rational> {
  const leading = Array.from({ length: coefficients }, (_, exponent) => (exponent === coefficients - 1 ? one : zero));
  return [...finite(points - 1).map((point) => Array.from({ length: coefficients }, (_, exponent) => power(point, exponent))), leading];
}

/**
 * 0, and numbers with their opposites and their reciprocals, so that powers stay near 1 and rounding errors small: 1, 2, 1/2, 3, 1/3, …
 * for an odd number of pairs, 3/2, 2/3, 5/2, 2/5, … for an even one. What is left without a pair is one more number.
 */
function finite(count: number): readonly Rational[] {
  if (count === 0) return [];
  const pairs = (count - 1) >> 1;
  const isOdd = pairs % 2 === 1;
  const sizes = isOdd ? [one] : [];
  let next = isOdd ? rational(2) : rational(3, 2);
  for (; sizes.length < pairs; next = plus(next, one)) sizes.push(next, over(one, next));
  const alone = (count - 1) % 2 === 0 ? [] : [isOdd ? next : one];
  return [zero, ...sizes.flatMap((size) => [size, times(rational(-1), size)]), ...alone];
}

/** What makes whole numbers without a common divisor of a row, the first of them positive. */
function scaleOf(row: readonly Rational[]): Rational {
  const multiple = row.reduce((all, { below }) => (all * below) / commonDivisor(all, below), 1);
  const divisor = row.reduce((all, { above, below }) => commonDivisor(all, (above * multiple) / below), 0);
  const first = row.find(({ above }) => above !== 0)!;
  return rational(Math.sign(first.above) * multiple, divisor);
}

/** By elimination; points are different, so that there is one. */
function inverse(matrix: Matrix<Rational>): Matrix<Rational> {
  const n = matrix.length;
  let rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? one : zero))]);
  for (let column = 0; column < n; column++) {
    const at = rows.findIndex((row, i) => i >= column && row[column]!.above !== 0);
    const pivot = rows[at]!.map((e) => over(e, rows[at]![column]!));
    rows[at] = rows[column]!;
    rows[column] = pivot;
    rows = rows.map((row, i) => (i === column ? row : row.map((e, j) => plus(e, times(rational(-1), times(row[column]!, pivot[j]!))))));
  }
  return rows.map((row) => row.slice(n));
}

function transposed<T>(matrix: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return matrix[0]!.map((_, column) => matrix.map((row) => row[column]!));
}
