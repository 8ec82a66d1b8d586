import { Builder } from "../../graph/builder.ts";
import type { Graph } from "../../graph/graph.ts";
import { Size } from "../../types/size.ts";
import { add } from "../elementwise/arithmetic.ts";
import { tanh } from "../elementwise/smooth.ts";
import type { Sample } from "../op.ts";
import { N, real } from "../samples.ts";
import { carry, element } from "./arguments.ts";

const T = Size.symbol("T");

/** h := tanh(h + x[:, t]), yielded. */
function recurrence(): Graph {
  const b = new Builder();
  const value = { index: 0, dtype: "f32", shape: [N, 3] };
  const h = b.make(tanh, [b.make(add, [b.make(carry, [], value), b.make(element, [], value)])]);
  return b.region([h], [h]);
}

export const recurrent: Sample = {
  inputs: [real([N, 3]), real([N, T, 3])],
  attributes: { carries: 1, elements: 1, axis: 1, extent: T, reverse: false },
  sizes: { N: 2, T: 3 },
  region: recurrence,
};
