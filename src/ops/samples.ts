import type { Attributes } from "../graph/graph.ts";
import { tensor, type TensorType } from "../types/tensor.ts";
import { Size, type SizeLike } from "../types/size.ts";
import type { Sample, SampleValues } from "./op.ts";

type Given = Sample["inputs"][number];

export const N = Size.symbol("N");

/** Real numbers from an interval. */
export function real(shape: readonly SizeLike[], low = -2, high = 2): Given {
  return { type: tensor("f32", shape), values: { kind: "real", low, high } };
}

/** Real numbers no two of which are closer than `gap`. */
export function distinct(shape: readonly SizeLike[], gap = 0.05): Given {
  return { type: tensor("f32", shape), values: { kind: "distinct", gap } };
}

/** Whole numbers low..high, both included. */
export function whole(shape: readonly SizeLike[], low: number, high: number, bound?: SizeLike): Given {
  return { type: tensor("i32", shape, bound), values: { kind: "int", low, high } };
}

export function truth(shape: readonly SizeLike[]): Given {
  return { type: tensor("bool", shape), values: { kind: "bool" } };
}

export function given(type: TensorType, values: SampleValues): Given {
  return { type, values };
}

/** A case; `N` is 2 wherever it occurs. */
export function sample(inputs: readonly Given[], attributes: Attributes = {}): Sample {
  return { inputs, attributes, sizes: { N: 2 } };
}
