import type { Builder } from "../../graph/builder.ts";
import type { Node } from "../../graph/graph.ts";
import { sameShape } from "../../types/tensor.ts";
import { numbers, sizes } from "../attributes.ts";
import { constant } from "../leaf/constant.ts";
import { broadcastTo, scalarConstant } from "../make.ts";
import { slice } from "./slice.ts";

/** A slice of all is the input; a slice of equal elements are equal elements; slices of slices are one. */
export function simplifySlice(node: Node, builder: Builder): Node | undefined {
  const x = node.inputs[0]!;
  const [start, stride] = [sizes(node.attributes, "start"), numbers(node.attributes, "stride")];
  if (stride.every((s) => s === 1) && sameShape(x.type.shape, node.type.shape)) return x;
  const value = scalarConstant(x);
  if (value !== undefined) return broadcastTo(builder, builder.make(constant, [], { value, dtype: node.type.dtype }), node.type.shape, []);
  if (x.op !== slice) return undefined;
  const [innerStart, innerStride] = [sizes(x.attributes, "start"), numbers(x.attributes, "stride")];
  const from = start.map((s, i) => s.mul(innerStride[i]!).add(innerStart[i]!));
  const step = stride.map((s, i) => s * innerStride[i]!);
  return builder.make(slice, [x.inputs[0]!], {
    start: from,
    limit: node.type.shape.map((n, i) => n.sub(1).mul(step[i]!).add(from[i]!).add(1)),
    stride: step,
  });
}

/** A pad of nothing is the input; a pad that only cuts is a slice. */
export function simplifyPad(node: Node, builder: Builder): Node | undefined {
  const x = node.inputs[0]!;
  const [low, high, interior] = [sizes(node.attributes, "low"), sizes(node.attributes, "high"), numbers(node.attributes, "interior")];
  if (interior.some((i) => i !== 0) || [...low, ...high].some((s) => s.mul(-1).atLeast(0) !== true)) return undefined;
  if ([...low, ...high].every((s) => s.isZero())) return x;
  return builder.make(slice, [x], { start: low.map((s) => s.mul(-1)), limit: x.type.shape.map((n, i) => n.add(high[i]!)), stride: interior.map(() => 1) });
}
