import type { Builder } from "../../graph/builder.ts";
import type { Node } from "../../graph/graph.ts";
import { numbers } from "../attributes.ts";
import { shifted } from "../lift.ts";
import type { Lifted } from "../op.ts";
import { reduce_sum } from "./sum.ts";

/** The sum of a value over all positions; what is the same at all of them is left as it is. */
export function sumOverPositions({ node, axis }: Lifted, builder: Builder): Node {
  return axis === undefined ? node : builder.make(reduce_sum, [node], { axes: [axis] });
}

/** Positions are one more of the axes of a sum. */
export function totalOfSum({ attributes }: Node, [x]: readonly Lifted[], builder: Builder): Node {
  const axis = x!.axis!;
  return builder.make(reduce_sum, [x!.node], { axes: [axis, ...shifted(numbers(attributes, "axes"), axis)] });
}
