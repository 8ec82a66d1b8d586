import type { Attributes, Node } from "../graph/graph.ts";
import type { Size } from "../types/size.ts";
import type { Op } from "./op.ts";
import { constant } from "./leaf/constant.ts";
import { broadcast } from "./movement/broadcast.ts";
import { reshape } from "./movement/reshape.ts";
import { sameAttribute } from "./attributes.ts";

/** What makes nodes: a `Builder`, or the context of a derivative rule. */
export interface Maker {
  make(op: Op, inputs: readonly Node[], attributes?: Attributes): Node;
}

/** A number in the type of `like`. */
export function filled(m: Maker, like: Node, value: number): Node {
  const scalar = m.make(constant, [], { value, dtype: like.type.dtype });
  return broadcastTo(m, scalar, like.type.shape, []);
}

export function broadcastTo(m: Maker, node: Node, shape: readonly Size[], axes: readonly number[]): Node {
  return shape.length === node.type.shape.length && axes.every((a, i) => a === i) && node.type.shape.every((s, i) => s.equals(shape[i]!))
    ? node
    : m.make(broadcast, [node], { shape, axes });
}

export function reshapeTo(m: Maker, node: Node, shape: readonly Size[]): Node {
  return shape.length === node.type.shape.length && node.type.shape.every((s, i) => s.equals(shape[i]!)) ? node : m.make(reshape, [node], { shape });
}

/** The number that every element of `node` is, seen through broadcasts and reshapes of a constant. */
export function scalarConstant(node: Node): number | undefined {
  let at = node;
  while (at.op === broadcast || at.op === reshape) at = at.inputs[0]!;
  const value = at.op === constant ? at.attributes["value"] : undefined;
  return typeof value === "number" ? value : undefined;
}

/** Whether two nodes are the same value because they are built alike (looking a few levels deep). */
export function sameValue(a: Node, b: Node, depth = 6): boolean {
  if (a === b) return true;
  return (
    depth > 0 &&
    a.op === b.op &&
    a.inputs.length === b.inputs.length &&
    sameAttribute(a.attributes, b.attributes) &&
    a.inputs.every((x, i) => sameValue(x, b.inputs[i]!, depth - 1))
  );
}

/** All axes of `rank` that are not in `axes`. */
export function others(rank: number, axes: readonly number[]): number[] {
  return Array.from({ length: rank }, (_, i) => i).filter((i) => !axes.includes(i));
}
