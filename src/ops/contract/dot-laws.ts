import type { Builder } from "../../graph/builder.ts";
import type { Attributes, Node } from "../../graph/graph.ts";
import { Size } from "../../types/size.ts";
import { number } from "../attributes.ts";
import { gather } from "../gather/take.ts";
import { concat } from "../movement/concat.ts";
import { slice } from "../movement/slice.ts";
import { shifted } from "../lift.ts";
import type { Lifted } from "../op.ts";
import { sumOverPositions } from "../reduce/total.ts";
import { dot, roles } from "./dot.ts";

type Sides = ReturnType<typeof roles>;

/** Positions of one operand are one more of its free axes; those of both are one more pair of batch axes. */
export function liftDot(node: Node, [left, right]: readonly Lifted[], builder: Builder): Lifted | undefined {
  const [l, r] = [left!.axis, right!.axis];
  const { leftBatch, rightBatch, leftContract, rightContract, leftFree } = sidesOf(node);
  const moved = (axes: readonly number[], at: number | undefined): readonly number[] => (at === undefined ? axes : shifted(axes, at));
  const paired = l !== undefined && r !== undefined;
  const attributes: Attributes = {
    leftBatch: [...(paired ? [l] : []), ...moved(leftBatch, l)],
    rightBatch: [...(paired ? [r] : []), ...moved(rightBatch, r)],
    leftContract: moved(leftContract, l),
    rightContract: moved(rightContract, r),
  };
  const made = builder.make(dot, [left!.node, right!.node], attributes);
  if (paired) return { node: made, axis: 0 };
  const sides = sidesOf(made);
  if (l !== undefined) return { node: made, axis: leftBatch.length + sides.leftFree.indexOf(l) };
  return { node: made, axis: leftBatch.length + leftFree.length + sides.rightFree.indexOf(r!) };
}

/** Positions of both operands are one more pair of summed axes; those of one are added up before. */
export function totalOfDot(node: Node, [left, right]: readonly Lifted[], builder: Builder): Node {
  const [l, r] = [left!.axis, right!.axis];
  if (l === undefined || r === undefined) return builder.copy(node, [left!, right!].map((operand) => sumOverPositions(operand, builder)));
  const { leftBatch, rightBatch, leftContract, rightContract } = sidesOf(node);
  const attributes: Attributes = {
    leftBatch: shifted(leftBatch, l),
    rightBatch: shifted(rightBatch, r),
    leftContract: [l, ...shifted(leftContract, l)],
    rightContract: [r, ...shifted(rightContract, r)],
  };
  return builder.make(dot, [left!.node, right!.node], attributes);
}

/** [a, b] @ W = a @ W[:A] + b @ W[A:]: the terms of a sum in runs. */
export function dotApart(node: Node, kind: (part: Node) => unknown, builder: Builder): readonly Node[] | undefined {
  const { leftContract, rightContract } = sidesOf(node);
  for (const [side, contract, paired] of [[0, leftContract, rightContract], [1, rightContract, leftContract]] as const) {
    const whole = node.inputs[side]!;
    if (whole.op !== concat) continue;
    const axis = number(whole.attributes, "axis");
    const pair = paired[contract.indexOf(axis)];
    const runs = runsOf(whole.inputs, kind);
    if (pair === undefined || runs.length < 2) continue;
    const other = node.inputs[1 - side]!;
    let from = Size.of(0);
    return runs.map((parts) => {
      const part = parts.length === 1 ? parts[0]! : builder.make(concat, parts, whole.attributes);
      const start = from;
      from = from.add(part.type.shape[axis]!);
      const rows = sliceOf(other, pair, start, from, builder);
      return builder.make(dot, side === 0 ? [part, rows] : [rows, part], node.attributes);
    });
  }
  return undefined;
}

/** E[i] @ W = (E @ W)[i], where the axes of i are free axes of the product: rows that come again are multiplied once. */
export function dotOfRows(node: Node, builder: Builder): Node | undefined {
  const sides = sidesOf(node);
  for (const side of [0, 1]) {
    const rows = node.inputs[side]!;
    if (rows.op !== gather) continue;
    const [all, indices] = rows.inputs;
    const axis = number(rows.attributes, "axis");
    const rank = indices!.type.shape.length;
    const free = side === 0 ? sides.leftFree : sides.rightFree;
    if (!indices!.type.shape.every((_, i) => free.includes(axis + i))) continue;
    const inner = dotWithout(node, side, sides, axis, rank, all!, builder);
    const innerFree = sidesOf(inner)[side === 0 ? "leftFree" : "rightFree"];
    const at = sides.leftBatch.length + (side === 0 ? 0 : sides.leftFree.length) + innerFree.indexOf(axis);
    return builder.make(gather, [inner, indices!], { axis: at });
  }
  return undefined;
}

/** The same product of another operand, which has one axis in place of `rank` many from `axis` on. */
function dotWithout(node: Node, side: number, { leftBatch, rightBatch, leftContract, rightContract }: Sides, axis: number, rank: number, operand: Node, builder: Builder): Node {
  const moved = (axes: readonly number[]): readonly number[] => axes.map((a) => (a >= axis + rank ? a - rank + 1 : a));
  const attributes: Attributes =
    side === 0 ? { leftBatch: moved(leftBatch), rightBatch, leftContract: moved(leftContract), rightContract } : { leftBatch, rightBatch: moved(rightBatch), leftContract, rightContract: moved(rightContract) };
  return builder.make(dot, side === 0 ? [operand, node.inputs[1]!] : [node.inputs[0]!, operand], attributes);
}

function sidesOf({ inputs: [left, right], attributes }: Node): Sides {
  return roles(attributes, left!.type.shape.length, right!.type.shape.length);
}

function runsOf(parts: readonly Node[], kind: (part: Node) => unknown): readonly (readonly Node[])[] {
  const runs: Node[][] = [];
  parts.forEach((part, i) => {
    if (i > 0 && kind(part) === kind(parts[i - 1]!)) runs.at(-1)!.push(part);
    else runs.push([part]);
  });
  return runs;
}

function sliceOf(x: Node, axis: number, from: Size, to: Size, builder: Builder): Node {
  const { shape } = x.type;
  const cut = {
    start: shape.map((_, a) => (a === axis ? from : Size.of(0))),
    limit: shape.map((size, a) => (a === axis ? to : size)),
    stride: shape.map(() => 1),
  };
  return builder.make(slice, [x], cut, x.origin);
}
