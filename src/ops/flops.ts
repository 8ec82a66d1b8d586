import type { Node } from "../graph/graph.ts";
import { Size } from "../types/size.ts";
import { elements } from "../types/tensor.ts";

/** Floating-point operations for one run of a node. */
export function flopsOf({ op, inputs, type, attributes, region }: Node): Size {
  if (op.flops) return op.flops(inputs.map((n) => n.type), type, attributes, region);
  const { leaf, view, part } = op.traits;
  return leaf || view || part ? Size.of(0) : elements(type);
}
