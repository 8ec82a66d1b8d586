import { k } from "../build.ts";
import type { Expression } from "../kernel.ts";
import { approximate, type Name } from "./approximation.ts";
import { lowBits, polynomial, within } from "./pieces.ts";

/** pi / 2 in three parts; the first two have 8 and 11 bits (Cody and Waite; Cephes, S. Moshier). */
const parts = [1.5703125, 4.837512969970703125e-4, 7.549789954891882e-8];

/** sin(r + (n + ahead) pi/2) where x = r + n pi/2. */
function rotated(name: Name, x: Expression, ahead: number): Expression {
  // The sum with 0 makes 0 of -0, so that x - 0 is -0 where x is.
  const n = name("n", k.add(k.call("round", k.mul(x, k.const(2 / Math.PI))), k.const(0)));
  const rest = parts.reduce((r, part) => k.sub(r, k.mul(n, k.const(part))), x);
  return rotate(name, n, name("r", within(rest, 0.7865)), ahead);
}

/** sin(r + (n + ahead) pi/2) for a whole n, |n| < 2^22, and |r| <= pi/4. */
export function rotate(name: Name, n: Expression, r: Expression, ahead: number): Expression {
  const u = name("u", k.mul(r, r));
  const sine = k.mul(polynomial([1, -0.16666655, 0.008332188, -0.00019517995], u), r);
  const cosine = polynomial([1, -0.5, 0.041666646, -0.0013887301, 0.000024430668], u);
  const quadrant = name("quadrant", k.add(lowBits(n), k.int(ahead)));
  const value = k.select(k.eq(k.mod(quadrant, k.int(2)), k.int(0)), sine, cosine);
  // The second bit of the quadrant is the sign; adding 2^31 turns the sign bit.
  const sign = k.mul(k.mod(k.div(quadrant, k.int(2)), k.int(2)), k.int(-(2 ** 31)));
  return k.bitcast(k.add(k.bitcast(value, "i32"), sign), "f32");
}

/**
 * sin x, absolute error < 1e-7 for |x| <= 10,000 (relative < 2e-7 for |x| <= pi/4); beyond, the error of the reduction
 * grows with x, 1e-5 at 100,000, but the result stays in [-1, 1]. NaN for infinities.
 */
export const sin = approximate(["x"], (name, x) => rotated(name, x, 0));

/** cos x, as `sin`. */
export const cos = approximate(["x"], (name, x) => rotated(name, x, 1));
