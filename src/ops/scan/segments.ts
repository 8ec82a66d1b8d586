import type { Builder } from "../../graph/builder.ts";
import type { Node } from "../../graph/graph.ts";
import { Size } from "../../types/size.ts";
import { constant } from "../leaf/constant.ts";
import { pad } from "../movement/pad.ts";
import { reshape } from "../movement/reshape.ts";
import { slice } from "../movement/slice.ts";
import { transpose } from "../movement/transpose.ts";
import { stackAxis } from "./layout.ts";

/** The positions of a scan, cut into `count` segments of `length`; the last one is filled up by `padded` more. */
export interface Segments {
  readonly length: number;
  readonly count: Size;
  readonly extent: Size;
  readonly padded: Size;
}

/** A stack of all positions as a stack of segments, which are stacks of positions. Zeros stand where there is no position. */
export function splitIntoSegments(builder: Builder, stack: Node, axis: number, { length, count, padded }: Segments): Node {
  const { shape, dtype } = stack.type;
  const { along, order } = placesOf(axis, shape.length - 1);
  const high = shape.map((_, i) => (i === along ? padded : Size.of(0)));
  const none = shape.map(() => 0);
  const zero = (): Node => builder.make(constant, [], { value: 0, dtype }, stack.origin);
  const full = padded.isZero() ? stack : builder.make(pad, [stack, zero()], { low: none, high, interior: none }, stack.origin);
  const cut = builder.make(reshape, [full], { shape: shape.toSpliced(along, 1, count, Size.of(length)) }, stack.origin);
  return order ? builder.make(transpose, [cut], { permutation: order }, stack.origin) : cut;
}

/** The other way. */
export function joinSegments(builder: Builder, stack: Node, axis: number, { length, count, extent, padded }: Segments): Node {
  const { along, order } = placesOf(axis, stack.type.shape.length - 2);
  // Two axes change places, so the order is its own inverse.
  const cut = order ? builder.make(transpose, [stack], { permutation: order }, stack.origin) : stack;
  const shape = cut.type.shape.toSpliced(along, 2, count.mul(length));
  const full = builder.make(reshape, [cut], { shape }, stack.origin);
  if (padded.isZero()) return full;
  const limit = shape.map((extentOf, i) => (i === along ? extent : extentOf));
  return builder.make(slice, [full], { start: shape.map(() => 0), limit, stride: shape.map(() => 1) }, stack.origin);
}

/** Where positions lie in the stack of values of this rank; and, if segments lie behind positions and not before, the order that changes that. */
function placesOf(axis: number, rank: number): { readonly along: number; readonly order?: readonly number[] } {
  const along = stackAxis(axis, rank);
  const segments = stackAxis(axis, rank + 1);
  if (segments <= along) return { along };
  return { along, order: Array.from({ length: rank + 2 }, (_, i) => (i === along ? along + 1 : i === along + 1 ? along : i)) };
}
