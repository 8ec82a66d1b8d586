import { k } from "../../kernel/build.ts";
import { tensor, elements } from "../../types/tensor.ts";
import { count } from "../arrays.ts";
import { number } from "../attributes.ts";
import { atom, indexName } from "../equation.ts";
import type { Op } from "../op.ts";
import { expectAxes, expectElement } from "../rules.ts";
import { N, distinct, sample, whole } from "../samples.ts";

/** Two results would be needed for a reduction proper: the place is kept beside the value it was found with. */
export const argmax: Op = {
  name: "argmax",
  family: "reduce",
  doc: "Where along an axis the largest element is; the first of equal ones.",
  traits: {},
  type: (inputs, attributes) => {
    expectElement(inputs, 0, "number");
    const { shape } = inputs[0]!;
    const axis = number(attributes, "axis");
    expectAxes([axis], shape.length);
    return tensor("i32", shape.filter((_, i) => i !== axis), shape[axis]);
  },
  reference: ([x], { attributes, shape }) => {
    const axis = number(attributes, "axis");
    const extent = x!.shape[axis]!;
    const inner = count(x!.shape.slice(axis + 1));
    const data = new Float64Array(count(shape));
    for (let i = 0; i < data.length; i += 1) {
      const start = Math.floor(i / inner) * extent * inner + (i % inner);
      let best = 0;
      for (let j = 1; j < extent; j += 1) if (x!.data[start + j * inner]! > x!.data[start + best * inner]!) best = j;
      data[i] = best;
    }
    return { shape, data };
  },
  lower: ({ inputs: [x], inputTypes: [type], attributes }) => {
    const axis = number(attributes, "axis");
    const worst = type!.dtype === "i32" ? k.int(-2147483648) : k.const(Number.NEGATIVE_INFINITY);
    return {
      kind: "fold",
      at: (index, fresh) => {
        const name = fresh("r");
        const at = k.local(name, "i32");
        const accumulators = [
          { name: fresh("best"), start: worst },
          { name: fresh("place"), start: k.int(0) },
        ];
        const [best, place] = accumulators.map((a) => k.local(a.name, a.start.type));
        const value = x!([...index.slice(0, axis), at, ...index.slice(axis)]);
        const better = k.gt(value, best!);
        return {
          loops: [{ name, from: k.int(0), to: k.size(type!.shape[axis]!) }],
          accumulators,
          step: [k.select(better, value, best!), k.select(better, at, place!)],
          result: place!,
        };
      },
    };
  },
  flops: ([x]) => elements(x!),
  equation: ([x], node) => atom(`argmax[${indexName(number(node.attributes, "axis"))}](${x!.text})`),
  samples: [
    sample([distinct([N, 5])], { axis: 1 }),
    sample([distinct([N, 3, 4])], { axis: 1 }),
    sample([distinct([6])], { axis: 0 }),
    sample([whole([N, 8], 0, 3)], { axis: 1 }),
  ],
};
