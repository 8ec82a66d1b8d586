import { k } from "../build.ts";
import type { Expression } from "../kernel.ts";
import { approximate, type Name } from "./approximation.ts";
import { split } from "./logarithm.ts";
import { atLeast, atMost, halfPower, infinity, nan, polynomial, upperBits, within } from "./pieces.ts";

/** 2 / (3 ln 2) as a sum, and its first part in 12 bits. */
const factor = 9.6179670095e-1;
const factorHigh = 9.6191406250e-1;
const factorLow = -1.1736857402e-4;

/**
 * log2 of a positive x as a sum of two numbers, the first with 12 bits, with about 10 more bits than an f32: log2 m =
 * 2 / (3 ln 2) s (3 + s^2 + ...) for s = (m - 1)/(m + 1), after fdlibm's e_powf.c (I. Taylor, Sun Microsystems).
 */
function log2(name: Name, x: Expression): { readonly high: Expression; readonly low: Expression } {
  const { e, mantissa: m } = split(name, x);
  const u = name("u", k.sub(m, k.const(1)));
  const sum = name("sum", k.add(m, k.const(1)));
  const inverse = name("inverse", k.div(k.const(1), sum));
  const s = name("s", k.mul(u, inverse));
  const sHigh = name("s_high", upperBits(s));
  const sumHigh = name("sum_high", upperBits(sum));
  const sumLow = k.sub(m, k.sub(sumHigh, k.const(1)));
  const sLow = name("s_low", k.mul(k.sub(k.sub(u, k.mul(sHigh, sumHigh)), k.mul(sHigh, sumLow)), inverse));
  const s2 = name("s2", k.mul(s, s));
  const series = k.mul(k.mul(s2, s2), polynomial([0.6000000238, 0.4285714328, 0.3333333433, 0.2727281153, 0.2306607515, 0.2069750130], s2));
  const rest = name("rest", k.add(k.mul(sLow, k.add(sHigh, s)), series));
  const square = name("square", k.mul(sHigh, sHigh));
  const tHigh = name("t_high", upperBits(k.add(k.add(k.const(3), square), rest)));
  const tLow = k.sub(rest, k.sub(k.sub(tHigh, k.const(3)), square));
  const product = name("product", k.mul(sHigh, tHigh));
  const correction = name("correction", k.add(k.mul(sLow, tHigh), k.mul(tLow, s)));
  const pHigh = name("p_high", upperBits(k.add(product, correction)));
  const pLow = k.sub(correction, k.sub(pHigh, product));
  const zHigh = name("z_high", k.mul(pHigh, k.const(factorHigh)));
  const zLow = name("z_low", k.add(k.mul(pHigh, k.const(factorLow)), k.mul(pLow, k.const(factor))));
  const high = name("high", upperBits(k.add(k.add(zHigh, zLow), e)));
  return { high, low: name("low", k.sub(zLow, k.sub(k.sub(high, e), zHigh))) };
}

/** 2^(high + low): 0 below 2^-125.5, Infinity from 2^128. */
function exp2(name: Name, high: Expression, low: Expression): Expression {
  const bounded = name("bounded", atLeast(atMost(high, 128.25), -126.25));
  const small = name("small", within(low, 0.125));
  const n = name("n", k.call("round", k.add(bounded, small)));
  const r = name("r", k.add(k.sub(bounded, n), small));
  return k.mul(polynomial([2, 1.3862944, 0.48045295, 0.1110072, 0.019237012, 0.0026781613, 0.00030652925], r), halfPower(n));
}

/**
 * pow(x, y) for all x and y, relative error < 1.3e-7; results below 1.7e-38 are 0. Special cases are
 * those of ECMAScript: pow(x, 0) = 1, also for NaN; pow(1, +-Infinity) and pow(1, NaN) are NaN, also for -1.
 */
export const pow = approximate(["x", "y"], (name, x, y) => {
  const base = name("base", k.call("abs", x));
  const { high, low } = log2(name, base);
  // Beyond 2^31 every power but that of 1 is 0 or infinite, and an infinite y would give NaN for 1.
  const exponent = name("exponent_y", within(y, 2 ** 31));
  const yHigh = name("y_high", upperBits(exponent));
  const yLow = k.sub(exponent, yHigh);
  const positive = exp2(name, name("high_product", k.mul(yHigh, high)), name("low_product", k.add(k.mul(yLow, high), k.mul(exponent, low))));

  const zero = k.const(0);
  const none = k.eq(base, zero);
  const edge = k.or(none, k.eq(base, infinity));
  const grows = k.eq(k.select(none, k.const(1), zero), k.select(k.lt(y, zero), k.const(1), zero));
  const magnitude = name("magnitude", k.select(edge, k.select(grows, infinity, zero), positive));

  const half = name("half", k.mul(y, k.const(0.5)));
  const odd = k.and(k.eq(k.call("floor", y), y), k.ne(k.call("floor", half), half));
  const negative = k.lt(k.bitcast(x, "i32"), k.int(0));
  const signed = k.select(k.and(negative, odd), k.neg(magnitude), magnitude);

  const fractional = k.and(k.and(k.lt(x, zero), k.lt(base, infinity)), k.ne(k.call("floor", y), y));
  const endless = k.and(k.eq(base, k.const(1)), k.eq(k.call("abs", y), infinity));
  const isNaN = k.or(k.or(k.ne(x, x), k.ne(y, y)), k.or(fractional, endless));
  return k.select(k.eq(y, zero), k.const(1), k.select(isNaN, nan, signed));
});
