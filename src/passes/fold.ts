import type { Node } from "../graph/graph.ts";
import { rewrite } from "../graph/rewrite.ts";
import { constant } from "../ops/leaf/constant.ts";
import type { NdArray } from "../ops/op.ts";
import { Size } from "../types/size.ts";
import type { Pass } from "./pass.ts";
import { everywhere } from "./regions.ts";

/** Constant folding: scalars only, so that no tensor of constants ends up in the generated code. */
export const fold: Pass = {
  name: "fold",
  doc: "Evaluates scalars that depend on constants alone.",
  run: everywhere((graph) => {
    const values = new Map<Node, NdArray>();
    let folded = false;
    const next = rewrite(graph, (node, inputs, builder) => {
      const value = evaluate(node, inputs, values);
      if (!value) return undefined;
      folded ||= inputs.length > 0;
      const result = inputs.length === 0 ? builder.copy(node, inputs) : builder.make(constant, [], { value: value.data[0]!, dtype: node.type.dtype });
      values.set(result, value);
      return result;
    });
    return folded ? next : graph;
  }),
};

/** Thrown by leaves that stand for memory and by sizes that are not known: not a constant. */
class Unknown extends Error {}

function evaluate(node: Node, inputs: readonly Node[], values: ReadonlyMap<Node, NdArray>): NdArray | undefined {
  const { op, attributes, type } = node;
  if (type.shape.length > 0 || type.parts || type.bound || op.traits.differential) return undefined;
  const known = inputs.flatMap((input) => values.get(input) ?? []);
  if (known.length < inputs.length) return undefined;
  try {
    const value = op.reference(known, { attributes, shape: [], dtype: type.dtype, size: knownSize, leaf: unknownLeaf, argument: unknownLeaf });
    // What overflows or divides by zero is left to the target.
    return type.dtype === "f32" || Math.abs(value.data[0]!) < 2 ** 31 ? value : undefined;
  } catch (error) {
    if (error instanceof Unknown) return undefined;
    throw error;
  }
}

function knownSize(size: Size | number): number {
  const value = Size.of(size).constant();
  if (value === undefined) throw new Unknown();
  return value;
}

function unknownLeaf(): never {
  throw new Unknown();
}
