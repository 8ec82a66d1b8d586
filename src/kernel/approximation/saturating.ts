import { k } from "../build.ts";
import { approximate, type Approximation } from "./approximation.ts";
import { polynomial, within } from "./pieces.ts";

/**
 * An odd function that is 1 in f32 from `end`: x P(x^2) / Q(x^2), whose coefficients are positive, so that nothing
 * cancels. `end` is where the quotient comes out a little above 1, whatever is fused.
 */
function saturating(end: number, numerator: readonly number[], denominator: readonly number[]): Approximation {
  return approximate(["x"], (name, x) => {
    const bounded = name("bounded", within(x, end));
    const u = name("u", k.mul(bounded, bounded));
    return within(name("quotient", k.div(k.mul(polynomial(numerator, u), bounded), polynomial(denominator, u))), 1);
  });
}

/** tanh x for all x, relative error < 4e-7, never beyond 1; +-1 from 9.16; the sign of 0 stays. */
export const tanh = saturating(
  9.16,
  [1, 0.13376825, 0.0034904631, 0.000020519552, 1.32212765e-8],
  [1, 0.46710145, 0.025857832, 0.00032770264, 7.7239156e-7],
);

/** erf x for all x, relative error < 4e-7, never beyond 1; +-1 from 3.97; the sign of 0 stays. */
export const erf = saturating(
  3.97,
  [1.1283792, 0.17536163, 0.050808005, 0.00314168, 0.00027453524, 0.00000220864],
  [1, 0.48874483, 0.10793715, 0.013706568, 0.0010187484, 0.000039205686],
);
