import type { Builder } from "../../graph/builder.ts";
import type { Node } from "../../graph/graph.ts";
import { k } from "../../kernel/build.ts";
import type { Expression } from "../../kernel/kernel.ts";
import type { Size } from "../../types/size.ts";
import { tensor, type TensorType } from "../../types/tensor.ts";
import { count } from "../arrays.ts";
import { number, size as sizeAttribute } from "../attributes.ts";
import { called } from "../equation.ts";
import { withPositions } from "../lift.ts";
import { type Lifted, TypeRuleError, type Op, type Require } from "../op.ts";
import { sumOverPositions } from "../reduce/total.ts";
import { expectAxes, expectElement, holds } from "../rules.ts";
import { N, given, real, sample, whole } from "../samples.ts";

/** Indices whose type has no bound are clamped to the axis; with a bound they are known to fit. */
export const gather: Op = {
  name: "gather",
  family: "gather",
  doc: "The slices of an operand along `axis` at some indices, which take the place of that axis.",
  spec: "gather",
  traits: {},
  type: (inputs, attributes, require) => {
    const [operand, indices] = inputs;
    const axis = number(attributes, "axis");
    expectAxes([axis], operand!.shape.length);
    expectIndices(inputs, 1, operand!.shape[axis]!, require);
    return { ...operand!, shape: operand!.shape.toSpliced(axis, 1, ...indices!.shape) };
  },
  reference: ([operand, indices], { attributes, shape }) => {
    const axis = number(attributes, "axis");
    const extent = operand!.shape[axis]!;
    const row = count(operand!.shape.slice(axis + 1));
    const outer = count(operand!.shape.slice(0, axis));
    const data = new Float64Array(count(shape));
    for (let o = 0; o < outer; o += 1)
      for (let i = 0; i < indices!.data.length; i += 1) {
        const from = (o * extent + clamped(indices!.data[i]!, extent)) * row;
        data.set(operand!.data.subarray(from, from + row), (o * indices!.data.length + i) * row);
      }
    return { shape, data };
  },
  // Equal indices add up.
  vjp: ({ node, inputs: [operand, indices], ct, make }) => {
    if (operand!.type.dtype !== "f32") return [undefined, undefined];
    const axis = number(node.attributes, "axis");
    return [make(scatter_add, [indices!, ct], { axis, size: operand!.type.shape[axis]! }), undefined];
  },
  lower: ({ inputs: [operand, indices], inputTypes, attributes }) => {
    const axis = number(attributes, "axis");
    const rank = inputTypes[1]!.shape.length;
    const at = placed(indices!, inputTypes[1]!, inputTypes[0]!.shape[axis]!);
    return { kind: "point", value: (index) => operand!([...index.slice(0, axis), at(index.slice(axis, axis + rank)), ...index.slice(axis + rank)]) };
  },
  lift: liftGather,
  equation: called("take"),
  samples: [
    sample([real([5, 3]), whole([N, 2], 0, 4, 5)], { axis: 0 }),
    sample([real([N, 4]), whole([6], 0, 3, 4)], { axis: 1 }),
    sample([real([2, 4, 3]), whole([], 0, 3)], { axis: 1 }),
    sample([real([4]), whole([6], -2, 6)], { axis: 0 }),
    sample([given(tensor("i32", [4], 7), { kind: "int", low: 0, high: 6 }), whole([6], 0, 3, 4)], { axis: 0 }),
  ],
};

/** Rows of one table at the indices of all positions, or of a table at each; not both. */
function liftGather({ attributes }: Node, [operand, indices]: readonly Lifted[], builder: Builder): Lifted | undefined {
  const axis = number(attributes, "axis");
  const [tables, each] = [operand!.axis, indices!.axis];
  const make = (along: number): Node => builder.make(gather, [operand!.node, indices!.node], { axis: along });
  if (tables === undefined) return { node: make(axis), axis: axis + each! };
  if (each !== undefined) return undefined;
  return tables <= axis ? { node: make(axis + 1), axis: tables } : { node: make(axis), axis: tables + indices!.node.type.shape.length - 1 };
}

/** Positions are one more axis of the indices; their updates lie along it too. */
function totalOfScatter({ attributes }: Node, [indices, updates]: readonly Lifted[], builder: Builder): Node {
  if (indices!.axis === undefined) return builder.make(scatter_add, [indices!.node, sumOverPositions(updates!, builder)], attributes);
  const positions = indices!.node.type.shape[indices!.axis]!;
  const axis = number(attributes, "axis");
  return builder.make(scatter_add, [withPositions(indices!, 0, positions, builder), withPositions(updates!, axis, positions, builder)], attributes);
}

/** The transpose of `gather`. */
export const scatter_add: Op = {
  name: "scatter_add",
  family: "gather",
  doc: "Adds slices into zeros along `axis` at some indices; equal indices add up.",
  spec: "scatter",
  traits: {},
  type: (inputs, attributes, require) => {
    const [indices, updates] = inputs;
    const [axis, size] = [number(attributes, "axis"), sizeAttribute(attributes, "size")];
    expectIndices(inputs, 0, size, require);
    expectElement(inputs, 1, "number");
    const rank = indices!.shape.length;
    const axes = indices!.shape.flatMap((extent, i) => (updates!.shape[axis + i]?.equals(extent) ? [] : [i]));
    if (axes.length > 0) throw new TypeRuleError({ kind: "shapes-differ", left: 0, right: 1, axes });
    if (axis < 0 || axis + rank > updates!.shape.length) throw new TypeRuleError({ kind: "bad-axis", axis, rank: updates!.shape.length });
    return { dtype: updates!.dtype, shape: updates!.shape.toSpliced(axis, rank, size) };
  },
  reference: ([indices, updates], { attributes, shape }) => {
    const axis = number(attributes, "axis");
    const extent = shape[axis]!;
    const row = count(shape.slice(axis + 1));
    const data = new Float64Array(count(shape));
    for (let i = 0; i < updates!.data.length; i += 1) {
      const slice = Math.floor(i / row);
      const outer = Math.floor(slice / indices!.data.length);
      const at = clamped(indices!.data[slice % indices!.data.length]!, extent);
      data[(outer * extent + at) * row + (i % row)]! += updates!.data[i]!;
    }
    return { shape, data };
  },
  vjp: ({ node, inputs: [indices, updates], ct, make }) => [
    undefined,
    updates!.type.dtype === "f32" ? make(gather, [ct, indices!], { axis: number(node.attributes, "axis") }) : undefined,
  ],
  lower: ({ inputs: [indices, updates], inputTypes, type, attributes }) => {
    const axis = number(attributes, "axis");
    const rank = inputTypes[0]!.shape.length;
    const at = placed(indices!, inputTypes[0]!, type.shape[axis]!);
    return {
      kind: "scatter",
      start: () => k.constant(type.dtype, 0),
      at: (fresh) => {
        const loops = inputTypes[1]!.shape.map((extent) => ({ name: fresh("u"), from: k.int(0), to: k.size(extent) }));
        const index = loops.map(({ name }) => k.local(name, "i32"));
        return { loops, target: [...index.slice(0, axis), at(index.slice(axis, axis + rank)), ...index.slice(axis + rank)], value: updates!(index) };
      },
    };
  },
  total: totalOfScatter,
  equation: called("scatter_add"),
  samples: [
    sample([whole([N, 2], 0, 4, 5), real([N, 2, 3])], { axis: 0, size: 5 }),
    sample([whole([6], 0, 3, 4), real([N, 6])], { axis: 1, size: 4 }),
    sample([whole([], 0, 3), real([2, 3])], { axis: 1, size: 4 }),
    sample([whole([6], -2, 6), real([6])], { axis: 0, size: 4 }),
  ],
};

function expectIndices(inputs: readonly TensorType[], input: number, size: Size, require: Require): void {
  expectElement(inputs, input, "i32");
  const { bound } = inputs[input]!;
  if (bound && !holds(size.sub(bound), "the range of an index", require)) throw new TypeRuleError({ kind: "out-of-range", what: "index", size: bound, limit: size });
}

function clamped(index: number, extent: number): number {
  return Math.min(Math.max(index, 0), extent - 1);
}

function placed(indices: (index: readonly Expression[]) => Expression, { bound }: TensorType, extent: Size): (index: readonly Expression[]) => Expression {
  return (index) => (bound ? indices(index) : k.min(k.max(indices(index), k.int(0)), k.size(extent.sub(1))));
}
