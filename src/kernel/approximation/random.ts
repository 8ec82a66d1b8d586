import { k } from "../build.ts";
import type { Expression } from "../kernel.ts";
import { approximate, repeated, type Name } from "./approximation.ts";
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

const parameters = ["seed", "step", "site", "index"];
const parameter = (name: string): Expression => k.local(name, "i32");

/** Ten rounds of Philox4x32, as `philox.ts` has them; what they leave in `word0` and `word1` is used. */
const philox = repeated(
  10,
  { word0: parameter("index"), word1: parameter("step"), word2: parameter("site"), word3: k.int(0), key0: parameter("seed"), key1: k.int(0) },
  (name, word0, word1, word2, word3, key0, key1) => {
    const [high0, low0] = multiply(name, "a", 0xd2511f53, word0!);
    const [high2, low2] = multiply(name, "b", 0xcd9e8d57, word2!);
    const next = [k.xor(k.xor(high2, word1!), key0!), low2, k.xor(k.xor(high0, word3!), key1!), low0];
    return [...next, k.add(key0!, k.int(0x9e3779b9 | 0)), k.add(key1!, k.int(0xbb67ae85 | 0))];
  },
);
const [word0, word1] = [k.local("word0", "i32"), k.local("word1", "i32")];

/** The upper 24 bits of a word as a whole f32. */
function upper24(word: Expression): Expression {
  return k.convert(k.shr(word, k.int(8)), "f32");
}

/** The same bits as the generator of `philox.ts`. */
export const randomUniform = approximate(parameters, () => k.mul(upper24(word0), unit), "i32", philox);

/** Box-Muller on the words of `philox.ts`; absolute error < 1e-6; the numbers reach 5.8. */
export const randomNormal = approximate(
  parameters,
  (name) => {
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
  philox,
);
