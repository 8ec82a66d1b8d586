import type { Attributes } from "../../graph/graph.ts";
import { scalar, tensor, type TensorType } from "../../types/tensor.ts";
import { dtype, number, sizeOr, sizes } from "../attributes.ts";
import { atom, called } from "../equation.ts";
import type { ArgumentRole, Op, ReferenceContext, NdArray } from "../op.ts";
import { unsupported } from "../rules.ts";
import { N, sample } from "../samples.ts";

/** What a region is given. The type is written in the leaf, so that a region can be read without its scan, which checks it. */
export const carry: Op = argument("carry", "A carried value as the position before left it: in a region.");

export const element: Op = argument("element", "The slice of a scanned input at this position: in a region.");

export const outer: Op = argument("outer", "A value from outside, the same for all positions: in a region.");

/** May have the scan's extent as its bound, so that it is known to be in range where it indexes. */
export const position: Op = {
  name: "position",
  family: "scan",
  doc: "The position that a region runs for, counted from 0.",
  traits: { leaf: true, cheap: true, argument: "position" },
  type: (_, attributes) => {
    const bound = sizeOr(attributes, "bound");
    return bound ? { ...scalar("i32"), bound } : scalar("i32");
  },
  reference: (_, context) => given(context, "position", 0),
  equation: () => atom("t"),
  samples: [sample([]), sample([], { bound: N })],
};

function argument(role: ArgumentRole, doc: string): Op {
  return {
    name: role,
    family: "scan",
    doc,
    traits: { leaf: true, argument: role },
    type: (_, attributes) => {
      const index = number(attributes, "index");
      if (!Number.isInteger(index) || index < 0) unsupported(`index must be a whole number of at least 0, not ${index}`);
      return tensor(dtype(attributes), sizes(attributes, "shape"), sizeOr(attributes, "bound"));
    },
    reference: (_, context) => given(context, role, number(context.attributes, "index")),
    equation: called(role),
    samples: [sample([], { index: 0, dtype: "f32", shape: [N, 3] }), sample([], { index: 1, dtype: "i32", shape: [N], bound: 10 })],
  };
}

/** The attributes of the argument that stands for a value of this type. */
export function standingFor({ dtype, shape, bound }: TensorType, index: number): Attributes {
  return { index, dtype, shape, ...(bound && { bound }) };
}

function given({ argument }: ReferenceContext, role: ArgumentRole, index: number): NdArray {
  if (!argument) throw new Error("there are arguments in regions only");
  return argument(role, index);
}
