import { k } from "../build.ts";
import type { Expression } from "../kernel.ts";
import { approximate, type Name } from "./approximation.ts";
import { atLeast, atMost, halfPower, polynomial } from "./pieces.ts";

/** ln 2 in two parts; the first has 9 bits, so that its products with exponents are exact (Cody and Waite; Cephes, S. Moshier). */
export const ln2High = 0.693359375;
export const ln2Low = -2.12194440e-4;

/** x = n ln 2 + r with |r| <= ln 2 / 2. */
function reduce(name: Name, x: Expression): { readonly n: Expression; readonly r: Expression } {
  const n = name("n", k.call("round", k.mul(x, k.const(Math.LOG2E))));
  const r = name("r", k.sub(k.sub(x, k.mul(n, k.const(ln2High))), k.mul(n, k.const(ln2Low))));
  return { n, r };
}

/** exp x = 2^n exp r for all x, relative error < 1.2e-7; results below 1.7e-38 are 0. */
export const exp = approximate(["x"], (name, x) => {
  const bounded = name("bounded", atLeast(atMost(x, 89), -87.5));
  const { n, r } = reduce(name, bounded);
  const twice = polynomial([2, 2, 0.9999999, 0.33333045, 0.083336584, 0.016737064, 0.0027636597], r);
  return k.mul(twice, halfPower(n));
});

/** expm1 x = 2 (2^(n-1) expm1 r + (2^(n-1) - 1/2)) for all x, relative error < 1.8e-7; expm1(-0) = -0. */
export const expm1 = approximate(["x"], (name, x) => {
  const bounded = name("bounded", atLeast(atMost(x, 89), -18));
  const { n, r } = reduce(name, bounded);
  const inner = k.mul(polynomial([1, 0.5, 0.16666666, 0.041666493, 0.008333548, 0.0013932309, 0.00019760191], r), r);
  const scale = name("scale", halfPower(n));
  const half = name("half", k.add(k.mul(scale, inner), k.sub(scale, k.const(0.5))));
  return k.select(k.lt(k.call("abs", x), k.const(2 ** -25)), x, k.add(half, half));
});
