import { k, linear } from "../../kernel/build.ts";
import type { Expression, Intrinsic } from "../../kernel/kernel.ts";
import { elements } from "../../types/tensor.ts";
import { count } from "../arrays.ts";
import { number, sizes } from "../attributes.ts";
import { atom } from "../equation.ts";
import type { Op } from "../op.ts";
import { expectElement, expectRank, unsupported } from "../rules.ts";
import { N, sample, whole } from "../samples.ts";
import { philox, type Words } from "./philox.ts";

/** What one distribution says of itself. */
interface Distribution {
  readonly name: Intrinsic;
  readonly doc: string;
  /** A number of the distribution from four random words. */
  readonly reference: (words: Words) => number;
}

export const random_uniform: Op = random({
  name: "random_uniform",
  doc: "Numbers spread evenly over [0, 1), the same for equal seed, step, site and place.",
  reference: ([word]) => fraction(word),
});

export const random_normal: Op = random({
  name: "random_normal",
  doc: "Numbers of the standard normal distribution, the same for equal seed, step, site and place.",
  // Box-Muller, with the radius from (0, 1].
  reference: ([first, second]) => Math.sqrt(-2 * Math.log(fraction(first) + 2 ** -24)) * Math.cos(2 * Math.PI * fraction(second)),
});

/**
 * Random numbers are functions of (seed, step): no state, the same on every target, in any order. Not differentiable.
 *
 * In the region of a scan they shall differ from position to position: a third input, the position, counts as the
 * first axis of one larger draw. A draw of `shape` at position t is the slice t of the draw of `[T, ...shape]` outside.
 */
function random({ name, doc, reference }: Distribution): Op {
  return {
    name,
    family: "random",
    doc,
    traits: {},
    type: (inputs, attributes) => {
      if (inputs.length < 2 || inputs.length > 3) unsupported("a draw takes the seed, the step and, in a scan, the position");
      for (const i of inputs.keys()) {
        expectElement(inputs, i, "i32");
        expectRank(inputs, i, 0);
      }
      const site = number(attributes, "site");
      if (!Number.isInteger(site) || site < 0 || site >= 2 ** 31) unsupported(`site must be a whole number below 2^31, not ${site}`);
      return { dtype: "f32", shape: sizes(attributes, "shape") };
    },
    reference: ([seed, step, position], { attributes, shape }) => {
      const site = number(attributes, "site");
      const data = new Float64Array(count(shape));
      const first = (position?.data[0] ?? 0) * data.length;
      for (let i = 0; i < data.length; i += 1) data[i] = reference(philox([(first + i) >>> 0, step!.data[0]! >>> 0, site, 0], [seed!.data[0]! >>> 0, 0]));
      return { shape, data };
    },
    lower: ({ inputs: [seed, step, position], type, attributes }) => {
      const site = k.int(number(attributes, "site"));
      const first = position && k.mul(position([]), k.size(elements(type)));
      const place = (index: readonly Expression[]): Expression => (first ? k.add(first, linear(index, type.shape)) : linear(index, type.shape));
      return { kind: "point", value: (index) => k.call(name, seed!([]), step!([]), site, place(index)) };
    },
    equation: () => atom(`${name.replace("random_", "")}()`),
    samples: [
      sample([whole([], 0, 1000), whole([], 0, 1000)], { shape: [N, 3, 2], site: 12345 }),
      sample([whole([], -5, -1), whole([], 0, 9)], { shape: [], site: 2147483647 }),
      sample([whole([], 0, 1000), whole([], 0, 1000), whole([], 0, 50)], { shape: [N, 3], site: 77 }),
    ],
  };
}

/** The upper 24 bits of a word, as a fraction: every value is an f32. */
function fraction(word: number): number {
  return (word >>> 8) / 2 ** 24;
}
