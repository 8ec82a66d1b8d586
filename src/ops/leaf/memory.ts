import { tensor, type TensorType } from "../../types/tensor.ts";
import { dtype, sizeOr, sizes, text } from "../attributes.ts";
import { atom } from "../equation.ts";
import type { Op, Sample } from "../op.ts";
import { sample, N } from "../samples.ts";

/** What a program is given for this call. */
export const input: Op = memory("input", "input", "A tensor that the program is given, by name.");

/** What was in memory when the step began; updates are seen by the next step. */
export const read: Op = memory("read", "storage", "The value of a storage at the start of the step.");

function memory(name: string, role: "input" | "storage", doc: string): Op {
  return {
    name,
    family: "leaf",
    doc,
    traits: { leaf: true, memory: role },
    type: (_, attributes): TensorType => {
      text(attributes, "name");
      return tensor(dtype(attributes), sizes(attributes, "shape"), sizeOr(attributes, "bound"));
    },
    reference: (_, { attributes, leaf }) => leaf(role, text(attributes, "name")),
    equation: (_, node) => atom(text(node.attributes, "name")),
    samples: memorySamples(),
  };
}

function memorySamples(): readonly Sample[] {
  return [
    sample([], { name: "x", dtype: "f32", shape: [N, 3] }),
    sample([], { name: "label", dtype: "i32", shape: [N], bound: 10 }),
  ];
}
