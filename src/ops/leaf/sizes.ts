import { k } from "../../kernel/build.ts";
import { scalar, tensor } from "../../types/tensor.ts";
import { dtype, number, size as sizeAttribute, sizes } from "../attributes.ts";
import { atom, indexName } from "../equation.ts";
import type { Op } from "../op.ts";
import { expectAxes } from "../rules.ts";
import { N, sample } from "../samples.ts";
import { constant } from "./constant.ts";

/** The value of a symbolic size, as a number to compute with: the `N` in `1/N`. */
export const size: Op = {
  name: "size",
  family: "leaf",
  doc: "The value of a symbolic size, as a scalar.",
  spec: "get_dimension_size",
  traits: { leaf: true, cheap: true },
  type: (_, attributes) => {
    sizeAttribute(attributes, "size");
    return scalar(dtype(attributes));
  },
  reference: (_, context) => ({ shape: [], data: Float64Array.of(context.size(sizeAttribute(context.attributes, "size"))) }),
  lower: ({ attributes, type }) => {
    const value = k.convert(k.size(sizeAttribute(attributes, "size")), type.dtype);
    return { kind: "point", value: () => value };
  },
  simplify: (node, builder) => {
    const value = sizeAttribute(node.attributes, "size").constant();
    return value === undefined ? undefined : builder.make(constant, [], { value, dtype: node.type.dtype });
  },
  equation: (_, node) => {
    const value = sizeAttribute(node.attributes, "size");
    const [term] = value.terms;
    const isProduct = term !== undefined && (term.atoms.length > 1 || (term.atoms.length === 1 && term.coefficient !== 1));
    return { text: String(value), strength: value.terms.length > 1 ? 1 : isProduct ? 2 : 5 };
  },
  samples: [sample([], { size: N.mul(3).add(1), dtype: "f32" }), sample([], { size: N, dtype: "i32" })],
};

/** Where an element stands along an axis. */
export const iota: Op = {
  name: "iota",
  family: "leaf",
  doc: "The index of each element along one axis.",
  spec: "iota",
  traits: { leaf: true, cheap: true },
  type: (_, attributes) => {
    const shape = sizes(attributes, "shape");
    const axis = number(attributes, "axis");
    expectAxes([axis], shape.length);
    return tensor("i32", shape, shape[axis]);
  },
  reference: (_, { attributes, shape }) => {
    const axis = number(attributes, "axis");
    const stride = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
    const data = new Float64Array(shape.reduce((a, b) => a * b, 1));
    for (let i = 0; i < data.length; i += 1) data[i] = Math.floor(i / stride) % shape[axis]!;
    return { shape, data };
  },
  lower: ({ attributes }) => {
    const axis = number(attributes, "axis");
    return { kind: "point", value: (index) => index[axis]! };
  },
  equation: (_, node) => atom(indexName(number(node.attributes, "axis"))),
  samples: [sample([], { shape: [N, 3, 4], axis: 1 }), sample([], { shape: [5], axis: 0 })],
};
