import { k } from "../build.ts";
import type { Expression } from "../kernel.ts";

/** The smallest f32 that is not denormal, 2^-126. */
export const smallest = k.const(2 ** -126);
export const infinity = k.const(Infinity);
export const nan = k.const(NaN);

/** The least of both; NaN stays. */
export function atMost(x: Expression, bound: number): Expression {
  return k.select(k.lt(k.const(bound), x), k.const(bound), x);
}

/** The greatest of both; NaN stays. */
export function atLeast(x: Expression, bound: number): Expression {
  return k.select(k.lt(x, k.const(bound)), k.const(bound), x);
}

export function within(x: Expression, bound: number): Expression {
  return atLeast(atMost(x, bound), -bound);
}

/** c0 + x (c1 + x (c2 + ...)) by Horner's rule. */
export function polynomial(coefficients: readonly number[], x: Expression): Expression {
  return coefficients.slice(0, -1).reduceRight((sum, c) => k.add(k.mul(sum, x), k.const(c)), k.const(coefficients.at(-1)!));
}

/** The i32 whose low bits are those of a whole f32, |n| < 2^22: the sum with 1.5 * 2^23 keeps them there. */
export function lowBits(n: Expression): Expression {
  return k.bitcast(k.add(n, k.const(12582912)), "i32");
}

/** 2^(n - 1) for a whole n in -126 ... 128, 0 for n = -126; one less, so that the greatest f32 is still a product. */
export function halfPower(n: Expression): Expression {
  return k.bitcast(k.mul(k.add(lowBits(n), k.int(126)), k.int(2 ** 23)), "f32");
}

/** x without its last 12 bits, so that a product of two such numbers is exact. */
export function upperBits(x: Expression): Expression {
  return k.bitcast(k.mul(k.div(k.bitcast(x, "i32"), k.int(4096)), k.int(4096)), "f32");
}
