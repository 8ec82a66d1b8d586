import { k } from "../../kernel/build.ts";
import { dtype, size } from "../attributes.ts";
import type { Op } from "../op.ts";
import { N, real, sample, truth, whole } from "../samples.ts";
import { simplifyConvert } from "./choice-laws.ts";
import { elementwise } from "./elementwise.ts";
import { bracket } from "./patterns.ts";

const base = elementwise({
  name: "convert",
  doc: "The same number in another element type: reals lose their fraction, true is 1, what is not 0 is true.",
  spec: "convert",
  traits: { cheap: true },
  operands: ["any"],
  reference: (x) => x,
  kernel: (x) => x!,
  vjp: ({ ct, node }) => [node.type.dtype === "f32" ? ct : undefined],
  simplify: simplifyConvert,
  equation: bracket,
  samples: [
    sample([real([N, 3], -3, 3)], { dtype: "i32" }),
    sample([whole([N, 3], 0, 3)], { dtype: "f32" }),
    sample([whole([N, 3], 0, 3)], { dtype: "bool" }),
    sample([truth([N, 3])], { dtype: "f32" }),
    sample([whole([N], 0, 3)], { dtype: "i32", bound: 4 }),
    sample([real([N, 3])], { dtype: "f32" }),
  ],
});

/** Its element type is an attribute; `bound` asserts that whole numbers are below it. */
export const convert: Op = {
  ...base,
  type: ([x], attributes) => {
    const type = { dtype: dtype(attributes), shape: x!.shape };
    const bound = attributes["bound"] === undefined ? (type.dtype === "i32" ? x!.bound : undefined) : size(attributes, "bound");
    return bound && type.dtype === "i32" ? { ...type, bound } : type;
  },
  reference: ([x], context) => {
    const data = Float64Array.from(x!.data);
    if (context.dtype === "i32") data.forEach((v, i) => (data[i] = Math.trunc(v) + 0));
    if (context.dtype === "bool") data.forEach((v, i) => (data[i] = v !== 0 ? 1 : 0));
    return { shape: context.shape, data };
  },
  lower: ({ inputs, type }) => ({ kind: "point", value: (index) => k.convert(inputs[0]!(index), type.dtype) }),
};
