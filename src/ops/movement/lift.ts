import type { Builder } from "../../graph/builder.ts";
import type { Node } from "../../graph/graph.ts";
import { Size } from "../../types/size.ts";
import { number, numbers, sizes } from "../attributes.ts";
import { alike, shifted, withPositions } from "../lift.ts";
import type { Lifted } from "../op.ts";

// Movements at all positions of a scan at once.

/** Positions come first; nothing else is repeated along them. */
export function liftBroadcast({ op, attributes }: Node, [x]: readonly Lifted[], builder: Builder): Lifted {
  const extent = extentOf(x!);
  const axes = numbers(attributes, "axes").map((axis) => axis + 1);
  return { node: builder.make(op, [x!.node], { shape: [extent, ...sizes(attributes, "shape")], axes: axes.toSpliced(x!.axis!, 0, 0) }), axis: 0 };
}

export function liftTranspose({ op, attributes }: Node, [x]: readonly Lifted[], builder: Builder): Lifted {
  return { node: builder.make(op, [x!.node], { permutation: [x!.axis!, ...shifted(numbers(attributes, "permutation"), x!.axis!)] }), axis: 0 };
}

export function liftReshape({ op, attributes }: Node, [x]: readonly Lifted[], builder: Builder): Lifted {
  const extent = extentOf(x!);
  return { node: builder.make(op, [withPositions(x!, 0, extent, builder)], { shape: [extent, ...sizes(attributes, "shape")] }), axis: 0 };
}

export function liftSlice({ op, attributes }: Node, [x]: readonly Lifted[], builder: Builder): Lifted {
  const axis = x!.axis!;
  const whole = {
    start: sizes(attributes, "start").toSpliced(axis, 0, Size.of(0)),
    limit: sizes(attributes, "limit").toSpliced(axis, 0, extentOf(x!)),
    stride: numbers(attributes, "stride").toSpliced(axis, 0, 1),
  };
  return { node: builder.make(op, [x!.node], whole), axis };
}

export function liftConcat({ op, attributes }: Node, inputs: readonly Lifted[], builder: Builder): Lifted {
  const { operands, axis } = alike(inputs, builder);
  return { node: builder.make(op, operands, { axis: shifted([number(attributes, "axis")], axis)[0]! }), axis };
}

/** Of a value with positions. */
function extentOf({ node, axis }: Lifted): Size {
  return node.type.shape[axis!]!;
}
