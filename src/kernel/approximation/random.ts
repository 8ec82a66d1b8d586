import { k } from "../build.ts";
import type { Expression } from "../kernel.ts";
import { approximate, type Name } from "./approximation.ts";
import { exponentOf, mantissaOf, sumOfLogarithms } from "./logarithm.ts";
import { rotate } from "./trigonometric.ts";

const half = k.int(2 ** 16);
const unit = k.const(2 ** -24);

/**
 * The high and the low word of a product of unsigned words, from 16-bit halves. No sum exceeds 48 bits, so that
 * evaluation with wider numbers gives the same words.
 */
function multiply(name: Name, at: string, factor: number, word: Expression): readonly [high: Expression, low: Expression] {
  const [upper, lower] = [factor >>> 16, factor & 0xffff];
  const a = name(`low_${at}`, k.mod(word, half));
  const b = name(`high_${at}`, k.shr(word, k.int(16)));
  const first = name(`first_${at}`, k.mul(a, k.int(lower)));
  const second = name(`second_${at}`, k.add(k.mul(a, k.int(upper)), k.shr(first, k.int(16))));
  const third = name(`third_${at}`, k.add(k.mul(b, k.int(lower)), k.mod(second, half)));
  const high = name(`product_${at}`, k.add(k.add(k.mul(b, k.int(upper)), k.shr(second, k.int(16))), k.shr(third, k.int(16))));
  return [high, name(`rest_${at}`, k.add(k.mul(third, half), k.mod(first, half)))];
}

/** Words 0 and 1 of Philox4x32-10, as `philox.ts` has it. */
function philox(name: Name, seed: Expression, step: Expression, site: Expression, index: Expression): readonly [Expression, Expression] {
  let [c0, c1, c2, c3] = [index, step, site, k.int(0)];
  for (let round = 0; round < 10; round++) {
    const [high0, low0] = multiply(name, `a${round}`, 0xd2511f53, c0);
    const [high1, low1] = multiply(name, `b${round}`, 0xcd9e8d57, c2);
    const key0 = k.add(seed, k.int(Math.imul(round, 0x9e3779b9)));
    const key1 = k.int(Math.imul(round, 0xbb67ae85));
    c0 = name(`word0_${round}`, k.xor(k.xor(high1, c1), key0));
    c2 = name(`word2_${round}`, k.xor(k.xor(high0, c3), key1));
    [c1, c3] = [low1, low0];
  }
  return [c0, c1];
}

const parameters = ["seed", "step", "site", "index"];

/** The upper 24 bits of a word as a whole f32. */
function upper24(word: Expression): Expression {
  return k.convert(k.shr(word, k.int(8)), "f32");
}

/** The same bits as the generator of `philox.ts`. */
export const randomUniform = approximate(parameters, (name, seed, step, site, index) => k.mul(upper24(philox(name, seed, step, site, index)[0]), unit), "i32");

/** Box-Muller on the words of `philox.ts`; absolute error < 1e-6; the numbers reach 5.8. */
export const randomNormal = approximate(
  parameters,
  (name, seed, step, site, index) => {
    const [word0, word1] = philox(name, seed, step, site, index);
    const bits = name("bits", k.bitcast(k.mul(k.add(upper24(word0), k.const(1)), unit), "i32"));
    const exponent = name("exponent", exponentOf(bits));
    const f = name("f", k.sub(mantissaOf(bits, exponent), k.const(1)));
    const logarithm = sumOfLogarithms(name, name("e", k.convert(exponent, "f32")), f);
    const radius = k.call("sqrt", k.mul(logarithm, k.const(-2)));
    // 2 pi u in quarters of a turn, exact but for the last product.
    const quarters = name("quarters", k.mul(upper24(word1), k.const(2 ** -22)));
    const n = name("n", k.call("round", quarters));
    const r = name("r", k.mul(k.sub(quarters, n), k.const(Math.PI / 2)));
    return k.mul(radius, rotate(name, n, r, 1));
  },
  "i32",
);
