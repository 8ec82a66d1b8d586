import type { Builder } from "../../graph/builder.ts";
import type { Node } from "../../graph/graph.ts";
import { sameShape } from "../../types/tensor.ts";
import { numbers, sizes } from "../attributes.ts";
import { broadcast } from "./broadcast.ts";
import { reshape } from "./reshape.ts";
import { transpose } from "./transpose.ts";

/** Chains of one kind of movement are one movement; a movement that moves nothing is its input. */
export function simplifyBroadcast(node: Node, builder: Builder): Node | undefined {
  const x = node.inputs[0]!;
  const axes = numbers(node.attributes, "axes");
  if (isIdentity(axes, node.type.shape.length)) return x;
  if (x.op !== broadcast) return undefined;
  return builder.make(broadcast, [x.inputs[0]!], { shape: sizes(node.attributes, "shape"), axes: numbers(x.attributes, "axes").map((axis) => axes[axis]!) });
}

export function simplifyReshape(node: Node, builder: Builder): Node | undefined {
  const x = node.inputs[0]!;
  if (sameShape(x.type.shape, node.type.shape)) return x;
  const { shape } = node.type;
  if (x.op === reshape) return builder.make(reshape, [x.inputs[0]!], { shape });
  if (x.op === broadcast && x.inputs[0]!.type.shape.length === 0) return builder.make(broadcast, [x.inputs[0]!], { shape, axes: [] });
  return undefined;
}

export function simplifyTranspose(node: Node, builder: Builder): Node | undefined {
  const x = node.inputs[0]!;
  const permutation = numbers(node.attributes, "permutation");
  if (isIdentity(permutation, permutation.length)) return x;
  if (x.op === transpose) {
    const before = numbers(x.attributes, "permutation");
    return builder.make(transpose, [x.inputs[0]!], { permutation: permutation.map((axis) => before[axis]!) });
  }
  if (x.op !== broadcast) return undefined;
  const axes = numbers(x.attributes, "axes").map((axis) => permutation.indexOf(axis));
  return builder.make(broadcast, [x.inputs[0]!], { shape: node.type.shape, axes });
}

function isIdentity(axes: readonly number[], rank: number): boolean {
  return axes.length === rank && axes.every((axis, i) => axis === i);
}
