import { k } from "../../kernel/build.ts";
import { tensor } from "../../types/tensor.ts";
import { dtype, number } from "../attributes.ts";
import { atom } from "../equation.ts";
import type { Op } from "../op.ts";
import { sample } from "../samples.ts";

export const constant: Op = {
  name: "constant",
  family: "leaf",
  doc: "A number that is known at compile time, as a scalar.",
  spec: "constant",
  traits: { leaf: true, cheap: true },
  type: (_, attributes) => {
    number(attributes, "value");
    return tensor(dtype(attributes), []);
  },
  reference: (_, { attributes }) => ({ shape: [], data: Float64Array.of(number(attributes, "value")) }),
  lower: ({ attributes, type }) => {
    const value = k.constant(type.dtype, number(attributes, "value"));
    return { kind: "point", value: () => value };
  },
  equation: (_, node) => {
    // Seven digits are all that f32 holds: 1 - 0.9 reads as 0.1.
    const value = Number(number(node.attributes, "value").toPrecision(7));
    return value < 0 ? { text: String(value), strength: 3 } : atom(String(value));
  },
  samples: [sample([], { value: 2.5, dtype: "f32" }), sample([], { value: 7, dtype: "i32" }), sample([], { value: 1, dtype: "bool" })],
};
