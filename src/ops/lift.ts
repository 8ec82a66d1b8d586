import type { Builder } from "../graph/builder.ts";
import type { Node } from "../graph/graph.ts";
import type { Size } from "../types/size.ts";
import { broadcastTo, others } from "./make.ts";
import { transpose } from "./movement/transpose.ts";
import type { Lifted } from "./op.ts";

/** The values of a node at all positions at once, from those of its inputs; undefined where no operation says it. */
export function lift(node: Node, inputs: readonly Lifted[], builder: Builder): Lifted | undefined {
  builder.origin = node.origin;
  if (inputs.every(({ axis }) => axis === undefined)) return { node: builder.copy(node, inputs.map((input) => input.node)) };
  return node.op.traits.pointwise ? liftPointwise(node, inputs, builder) : node.op.lift?.(node, inputs, builder);
}

function liftPointwise(node: Node, inputs: readonly Lifted[], builder: Builder): Lifted {
  const { operands, axis } = alike(inputs, builder);
  return { node: builder.make(node.op, operands, node.attributes), axis };
}

/** Values with their positions along one axis, repeated where they are the same at all. */
export function alike(inputs: readonly Lifted[], builder: Builder): { readonly operands: readonly Node[]; readonly axis: number } {
  const { node, axis } = inputs.find((input) => input.axis !== undefined)!;
  const extent = node.type.shape[axis!]!;
  return { operands: inputs.map((input) => withPositions(input, axis!, extent, builder)), axis: axis! };
}

/** A value with positions along this axis, whether they lie along another or it is the same at all of them. */
export function withPositions({ node, axis }: Lifted, wanted: number, extent: Size, builder: Builder): Node {
  const rank = node.type.shape.length;
  if (axis === undefined) return broadcastTo(builder, node, node.type.shape.toSpliced(wanted, 0, extent), others(rank + 1, [wanted]));
  if (axis === wanted) return node;
  const permutation = others(rank, [axis]).toSpliced(wanted, 0, axis);
  return builder.make(transpose, [node], { permutation });
}

/** What an axis is called where there is one more. */
export function shifted(axes: readonly number[], position: number): number[] {
  return axes.map((axis) => (axis >= position ? axis + 1 : axis));
}
