import type { Builder } from "../../graph/builder.ts";
import type { Graph, Node } from "../../graph/graph.ts";
import { rewrite } from "../../graph/rewrite.ts";
import { constant } from "../../ops/leaf/constant.ts";
import { pad } from "../../ops/movement/pad.ts";
import type { Border } from "../../ops/op.ts";
import type { TensorType } from "../../types/tensor.ts";
import { packed } from "../own-ops.ts";

/** The type of an operand with its border. */
export function withBorder(type: TensorType, { low, high }: Border): TensorType {
  return { ...type, shape: type.shape.map((size, axis) => size.add(low[axis]!).add(high[axis]!)) };
}

/**
 * Copies operands with the zeros that are read around them, where it is `chosen`: the loops of such a fold have the same
 * bounds everywhere, so that results beside each other can be computed together. Folds that read one operand with the same border share its copy.
 */
export function withBorders(graph: Graph, chosen: (node: Node) => boolean): Graph {
  const made = new Map<Node, Map<string, Node>>();
  return rewrite(graph, (node, inputs, builder) => {
    const border = chosen(node) ? node.op.border?.(node.inputs.map(({ type }) => type), node.attributes) : undefined;
    if (!border) return undefined;
    const input = inputs[border.operand]!;
    const copies = made.get(input) ?? new Map<string, Node>();
    made.set(input, copies);
    const key = [...border.low, ...border.high].join(" ");
    const copied = copies.get(key) ?? bordered(builder, input, border);
    copies.set(key, copied);
    return builder.make(node.op, inputs.with(border.operand, copied), border.attributes);
  });
}

/** A copy of a value with zeros around it. */
export function bordered(builder: Builder, input: Node, { low, high }: Pick<Border, "low" | "high">): Node {
  // What is a copy itself is copied from where that is from.
  const source = input.op === packed ? input.inputs[0]! : input;
  const zero = builder.make(constant, [], { value: 0, dtype: input.type.dtype }, input.origin);
  return builder.make(packed, [builder.make(pad, [source, zero], { low, high, interior: low.map(() => 0) }, input.origin)], {}, input.origin);
}
