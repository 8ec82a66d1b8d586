import { k } from "../build.ts";
import type { Expression } from "../kernel.ts";
import { approximate, type Name } from "./approximation.ts";
import { ln2High, ln2Low } from "./exponential.ts";
import { infinity, nan, polynomial, smallest } from "./pieces.ts";

/** The bits of sqrt(1/2), below which a mantissa is doubled. */
const rootBits = 0x3f3504f3;
const exponentUnit = k.int(2 ** 23);

/** The e for which x 2^-e is in [sqrt(1/2), sqrt 2), for a positive normal x given as bits. */
export function exponentOf(bits: Expression): Expression {
  return k.div(k.sub(bits, k.int(rootBits)), exponentUnit);
}

/** x 2^-e, both given as i32. */
export function mantissaOf(bits: Expression, exponent: Expression): Expression {
  return k.bitcast(k.sub(bits, k.mul(exponent, exponentUnit)), "f32");
}

/** log(2^e (1 + f)) = e ln 2 + log(1 + f), the small terms first. */
export function sumOfLogarithms(name: Name, e: Expression, f: Expression): Expression {
  const rest = polynomial([-0.5, 0.3333333, -0.2500082, 0.20001242, -0.16623409, 0.1420158, -0.1315961, 0.12762216, -0.07636435], f);
  const small = k.add(k.mul(k.mul(f, f), rest), k.mul(e, k.const(ln2Low)));
  return name("logarithm", k.add(k.mul(e, k.const(ln2High)), k.add(f, small)));
}

/** A positive x as 2^e (1 + f); denormal ones too. */
export function split(name: Name, x: Expression): { readonly e: Expression; readonly mantissa: Expression } {
  const tiny = name("tiny", k.lt(x, smallest));
  const bits = name("bits", k.bitcast(k.select(tiny, k.mul(x, k.const(2 ** 23)), x), "i32"));
  const exponent = name("exponent", exponentOf(bits));
  const e = name("e", k.add(k.convert(exponent, "f32"), k.select(tiny, k.const(-23), k.const(0))));
  return { e, mantissa: name("mantissa", mantissaOf(bits, exponent)) };
}

/** The result for 0 < x < pole + Infinity; -Infinity at the pole, NaN below it, Infinity and NaN as they are. */
function special(x: Expression, pole: number, result: Expression): Expression {
  const inside = k.select(k.lt(x, infinity), result, x);
  return k.select(k.gt(x, k.const(pole)), inside, k.select(k.eq(x, k.const(pole)), k.const(-Infinity), nan));
}

/** log x for all x, relative error < 1.2e-7; denormal x too. */
export const log = approximate(["x"], (name, x) => {
  const { e, mantissa } = split(name, x);
  const f = name("f", k.sub(mantissa, k.const(1)));
  return special(x, 0, sumOfLogarithms(name, e, f));
});

/**
 * log1p x for all x, relative error < 1.6e-7. With 1 + x = 2^e m only e is taken from the rounded sum, and
 * f = x 2^-e + (2^-e - 1) from x itself; 2^(2-e) and x/4, because 2^-128 is denormal.
 */
export const log1p = approximate(["x"], (name, x) => {
  const exponent = name("exponent", exponentOf(k.bitcast(k.add(x, k.const(1)), "i32")));
  const scale = name("scale", k.bitcast(k.sub(k.int(129 * 2 ** 23), k.mul(exponent, exponentUnit)), "f32"));
  const quarter = k.const(0.25);
  const f = name("f", k.add(k.mul(k.mul(x, quarter), scale), k.sub(k.mul(scale, quarter), k.const(1))));
  const e = name("e", k.convert(exponent, "f32"));
  const result = special(x, -1, sumOfLogarithms(name, e, f));
  return k.select(k.lt(k.call("abs", x), k.const(2 ** -25)), x, result);
});
