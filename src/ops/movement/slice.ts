import { k } from "../../kernel/build.ts";
import type { Size } from "../../types/size.ts";
import { places, strides, taken } from "../arrays.ts";
import { numbers, sizes } from "../attributes.ts";
import { constant } from "../leaf/constant.ts";
import { TypeRuleError, type Op } from "../op.ts";
import { expectCount, expectPositive, holds } from "../rules.ts";
import { N, real, sample } from "../samples.ts";
import { simplifySlice } from "./crop-laws.ts";
import { liftSlice } from "./lift.ts";
import { pad } from "./pad.ts";

export const slice: Op = {
  name: "slice",
  family: "movement",
  doc: "The elements from `start` to `limit` (excluded) in steps of `stride`, per axis.",
  spec: "slice",
  traits: { view: true },
  type: ([x], attributes, require) => {
    const { shape } = x!;
    const [start, limit, stride] = [sizes(attributes, "start"), sizes(attributes, "limit"), numbers(attributes, "stride")];
    for (const [name, list] of Object.entries({ start, limit, stride })) expectCount(name, list, shape.length);
    expectPositive("stride", stride);
    const sliced = shape.map((n, axis) => {
      const [from, to, step] = [start[axis]!, limit[axis]!, stride[axis]!];
      const within = (what: string, size: Size, limit: Size, room: Size): void => {
        if (!holds(room, "the range of a slice", require)) throw new TypeRuleError({ kind: "out-of-range", what, size, limit });
      };
      within("start", from, n, from);
      within("limit", to, n, n.sub(to));
      within("start", from, to, to.sub(from));
      return to.sub(from).add(step - 1).floorDiv(step);
    });
    return { ...x!, shape: sliced };
  },
  reference: ([x], { attributes, shape, size }) => {
    const own = strides(x!.shape);
    const stride = numbers(attributes, "stride");
    const offset = sizes(attributes, "start").reduce((sum, from, axis) => sum + size(from) * own[axis]!, 0);
    return { shape, data: taken(x!.data, places(shape, own.map((step, axis) => step * stride[axis]!), offset)) };
  },
  // dx is ct put back in its place among zeros.
  vjp: ({ node, inputs: [x], ct, make }) => {
    if (x!.type.dtype !== "f32") return [undefined];
    const [start, stride] = [sizes(node.attributes, "start"), numbers(node.attributes, "stride")];
    const high = x!.type.shape.map((n, i) => n.sub(start[i]!).sub(node.type.shape[i]!.sub(1).mul(stride[i]!)).sub(1));
    return [make(pad, [ct, make(constant, [], { value: 0, dtype: "f32" })], { low: start, high, interior: stride.map((s) => s - 1) })];
  },
  lower: ({ inputs: [x], attributes }) => {
    const [start, stride] = [sizes(attributes, "start"), numbers(attributes, "stride")];
    return { kind: "point", value: (index) => x!(index.map((i, axis) => k.add(k.mul(i, k.int(stride[axis]!)), k.size(start[axis]!)))) };
  },
  lift: liftSlice,
  simplify: simplifySlice,
  samples: [
    sample([real([N, 5])], { start: [0, 1], limit: [N, 4], stride: [1, 1] }),
    sample([real([7, 6])], { start: [1, 0], limit: [7, 6], stride: [2, 3] }),
    sample([real([N.mul(2), 3])], { start: [N, 0], limit: [N.mul(2), 2], stride: [1, 1] }),
    sample([real([4])], { start: [3], limit: [4], stride: [5] }),
  ],
};
