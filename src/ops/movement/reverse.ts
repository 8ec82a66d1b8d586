import { k } from "../../kernel/build.ts";
import { places, strides, taken } from "../arrays.ts";
import { numbers } from "../attributes.ts";
import type { Op } from "../op.ts";
import { expectAxes } from "../rules.ts";
import { N, real, sample } from "../samples.ts";

export const reverse: Op = {
  name: "reverse",
  family: "movement",
  doc: "The elements in the opposite order along axes.",
  spec: "reverse",
  traits: { view: true },
  type: ([x], attributes) => {
    expectAxes(numbers(attributes, "axes"), x!.shape.length);
    return x!;
  },
  reference: ([x], { attributes, shape }) => {
    const axes = numbers(attributes, "axes");
    const own = strides(shape);
    const offset = axes.reduce((sum, axis) => sum + (shape[axis]! - 1) * own[axis]!, 0);
    return { shape, data: taken(x!.data, places(shape, own.map((step, axis) => (axes.includes(axis) ? -step : step)), offset)) };
  },
  vjp: ({ node, ct, make }) => [node.type.dtype === "f32" ? make(reverse, [ct], node.attributes) : undefined],
  lower: ({ inputs: [x], type, attributes }) => {
    const axes = numbers(attributes, "axes");
    const flipped = (axis: number) => k.size(type.shape[axis]!.sub(1));
    return { kind: "point", value: (index) => x!(index.map((i, axis) => (axes.includes(axis) ? k.sub(flipped(axis), i) : i))) };
  },
  simplify: (node, builder) => {
    const x = node.inputs[0]!;
    const axes = numbers(node.attributes, "axes");
    if (axes.length === 0) return x;
    if (x.op !== reverse) return undefined;
    const before = numbers(x.attributes, "axes");
    const left = [...axes.filter((a) => !before.includes(a)), ...before.filter((a) => !axes.includes(a))];
    return builder.make(reverse, [x.inputs[0]!], { axes: left.toSorted((a, b) => a - b) });
  },
  samples: [sample([real([N, 3])], { axes: [1] }), sample([real([2, 3, 4])], { axes: [0, 2] }), sample([real([N])], { axes: [0] })],
};
