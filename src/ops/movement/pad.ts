import { k } from "../../kernel/build.ts";
import type { Expression } from "../../kernel/kernel.ts";
import type { Size } from "../../types/size.ts";
import { count, strides } from "../arrays.ts";
import { numbers, sizes } from "../attributes.ts";
import { sub } from "../elementwise/arithmetic.ts";
import { constant } from "../leaf/constant.ts";
import { TypeRuleError, type Op } from "../op.ts";
import { reduce_sum } from "../reduce/sum.ts";
import { expectCount, expectRank, expectSameElement, holds, unsupported } from "../rules.ts";
import { N, real, sample, whole } from "../samples.ts";
import { simplifyPad } from "./crop-laws.ts";
import { slice } from "./slice.ts";

/** Negative `low` and `high` cut elements off. */
export const pad: Op = {
  name: "pad",
  family: "movement",
  doc: "Puts `low` elements before, `high` after and `interior` between the elements of each axis.",
  spec: "pad",
  traits: {},
  type: (inputs, attributes, require) => {
    const [x] = inputs;
    expectSameElement(inputs, 0, 1);
    expectRank(inputs, 1, 0);
    const [low, high, interior] = [sizes(attributes, "low"), sizes(attributes, "high"), numbers(attributes, "interior")];
    for (const [name, list] of Object.entries({ low, high, interior })) expectCount(name, list, x!.shape.length);
    const shape = x!.shape.map((n, axis) => {
      const between = interior[axis]!;
      if (!Number.isInteger(between) || between < 0) unsupported(`interior must be a whole number, not ${between}`);
      const size = spanned(n, between).add(low[axis]!).add(high[axis]!);
      if (!holds(size, "the padding", require)) throw new TypeRuleError({ kind: "out-of-range", what: "padding", size, limit: n });
      return size;
    });
    return { dtype: x!.dtype, shape };
  },
  reference: ([x, value], { attributes, shape, size }) => {
    const [low, interior] = [sizes(attributes, "low").map(size), numbers(attributes, "interior")];
    const data = new Float64Array(count(shape)).fill(value!.data[0]!);
    const [from, to] = [strides(x!.shape), strides(shape)];
    for (let i = 0; i < x!.data.length; i += 1) {
      let target = 0;
      for (let axis = 0; axis < shape.length && target >= 0; axis += 1) {
        const at = (Math.floor(i / from[axis]!) % x!.shape[axis]!) * (interior[axis]! + 1) + low[axis]!;
        target = at < 0 || at >= shape[axis]! ? -1 : target + at * to[axis]!;
      }
      if (target >= 0) data[target] = x!.data[i]!;
    }
    return { shape, data };
  },
  // dx = ct without the padding; dvalue = what is left of the sum of ct
  vjp: ({ node, inputs: [x], ct, make }) => {
    if (x!.type.dtype !== "f32") return [undefined, undefined];
    const [low, high, interior] = [sizes(node.attributes, "low"), sizes(node.attributes, "high"), numbers(node.attributes, "interior")];
    const minus = (list: readonly Size[]): Size[] => list.map((s) => s.mul(-1));
    const cropped = make(pad, [ct, make(constant, [], { value: 0, dtype: "f32" })], { low: minus(low), high: minus(high), interior: low.map(() => 0) });
    const dx = make(slice, [cropped], { start: low.map(() => 0), limit: cropped.type.shape, stride: interior.map((i) => i + 1) });
    const all = (t: typeof ct): typeof ct => make(reduce_sum, [t], { axes: t.type.shape.map((_, i) => i) });
    return [dx, make(sub, [all(ct), all(dx)])];
  },
  lower: ({ inputs: [x, value], inputTypes: [type], attributes }) => {
    const [low, high, interior] = [sizes(attributes, "low"), sizes(attributes, "high"), numbers(attributes, "interior")];
    return {
      kind: "point",
      value: (index) => {
        let inside = k.bool(true);
        const own = index.map((i, axis): Expression => {
          const step = interior[axis]! + 1;
          const distance = k.sub(i, k.size(low[axis]!));
          const at = k.div(distance, k.int(step));
          if (low[axis]!.mul(-1).atLeast(0) !== true) inside = k.and(inside, k.ge(i, k.size(low[axis]!)));
          if (high[axis]!.mul(-1).atLeast(0) !== true) inside = k.and(inside, k.lt(at, k.size(type!.shape[axis]!)));
          if (step > 1) inside = k.and(inside, k.eq(k.mod(distance, k.int(step)), k.int(0)));
          return at;
        });
        return k.select(inside, x!(own), value!([]));
      },
    };
  },
  simplify: simplifyPad,
  samples: [
    sample([real([N, 3]), real([])], { low: [0, 1], high: [0, 2], interior: [0, 0] }),
    sample([real([2, 3]), real([])], { low: [1, 0], high: [0, 1], interior: [2, 1] }),
    sample([real([5, 6]), real([])], { low: [-1, 2], high: [1, -3], interior: [0, 1] }),
    sample([real([5]), real([])], { low: [-1], high: [-2], interior: [0] }),
    sample([real([N]), real([])], { low: [N], high: [N.sub(1)], interior: [0] }),
    sample([whole([4], 0, 9), whole([], -1, -1)], { low: [2], high: [0], interior: [0] }),
  ],
};

/** The extent of an axis with `interior` elements between its own; nothing has nothing between. */
function spanned(n: Size, interior: number): Size {
  return n.isZero() || interior === 0 ? n : n.add(n.sub(1).mul(interior));
}

