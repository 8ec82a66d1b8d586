import type { Builder } from "../../graph/builder.ts";
import type { Node } from "../../graph/graph.ts";
import { k } from "../../kernel/build.ts";
import { Size } from "../../types/size.ts";
import { count } from "../arrays.ts";
import { number } from "../attributes.ts";
import { TypeRuleError, type Op } from "../op.ts";
import { expectAxes, expectSameElement, unsupported } from "../rules.ts";
import { N, real, sample } from "../samples.ts";
import { liftConcat } from "./lift.ts";
import { slice } from "./slice.ts";

export const concat: Op = {
  name: "concat",
  family: "movement",
  doc: "Tensors side by side along an axis; the other axes agree.",
  spec: "concatenate",
  traits: {},
  type: (inputs, attributes) => {
    const [first] = inputs;
    if (!first) unsupported("nothing to concatenate");
    const axis = number(attributes, "axis");
    expectAxes([axis], first.shape.length);
    inputs.forEach((other, i) => {
      expectSameElement(inputs, 0, i);
      const axes = first.shape.flatMap((size, a) => (a === axis || other.shape[a]?.equals(size) ? [] : [a]));
      if (axes.length > 0 || other.shape.length !== first.shape.length) throw new TypeRuleError({ kind: "shapes-differ", left: 0, right: i, axes });
    });
    const along = inputs.reduce((sum, x) => sum.add(x.shape[axis]!), Size.of(0));
    const shape = first.shape.map((size, a) => (a === axis ? along : size));
    const agreed = first.bound && inputs.every((x) => x.bound?.equals(first.bound!));
    return agreed ? { ...first, shape } : { dtype: first.dtype, shape };
  },
  reference: (inputs, { attributes, shape }) => {
    const axis = number(attributes, "axis");
    const data = new Float64Array(count(shape));
    const row = count(shape.slice(axis));
    let start = 0;
    for (const x of inputs) {
      const block = count(x.shape.slice(axis));
      for (let i = 0; i * block < x.data.length; i += 1) data.set(x.data.subarray(i * block, (i + 1) * block), i * row + start);
      start += block;
    }
    return { shape, data };
  },
  vjp: ({ node, inputs, ct, make }) => {
    const axis = number(node.attributes, "axis");
    let at = Size.of(0);
    return inputs.map((x) => {
      const from = at;
      at = at.add(x.type.shape[axis]!);
      if (x.type.dtype !== "f32") return undefined;
      return make(slice, [ct], {
        start: x.type.shape.map((_, a) => (a === axis ? from : 0)),
        limit: x.type.shape.map((size, a) => (a === axis ? at : size)),
        stride: x.type.shape.map(() => 1),
      });
    });
  },
  lower: ({ inputs, inputTypes, attributes }) => {
    const axis = number(attributes, "axis");
    const starts = inputTypes.map((_, i) => inputTypes.slice(0, i).reduce((sum, x) => sum.add(x.shape[axis]!), Size.of(0)));
    return {
      kind: "point",
      // The last part whose start is not beyond the index.
      value: (index) =>
        inputs
          .map((x, i) => x(index.map((at, a) => (a === axis ? k.sub(at, k.size(starts[i]!)) : at))))
          .reduce((before, part, i) => k.select(k.lt(index[axis]!, k.size(starts[i]!)), before, part)),
    };
  },
  lift: liftConcat,
  simplify: simplifyConcat,
  samples: [
    sample([real([N, 3]), real([N, 2])], { axis: 1 }),
    sample([real([N, 3]), real([1, 3]), real([4, 3])], { axis: 0 }),
    sample([real([2, 3, 2]), real([2, 1, 2])], { axis: 1 }),
    sample([real([5])], { axis: 0 }),
  ],
};

/** One part is itself; a concatenation in a concatenation along the same axis is one. */
function simplifyConcat({ inputs, attributes }: Node, builder: Builder): Node | undefined {
  if (inputs.length === 1) return inputs[0];
  const axis = number(attributes, "axis");
  const isInside = (part: Node): boolean => part.op === concat && number(part.attributes, "axis") === axis;
  if (!inputs.some(isInside)) return undefined;
  return builder.make(concat, inputs.flatMap((part) => (isInside(part) ? part.inputs : [part])), attributes);
}
