import { places, strides, taken } from "../arrays.ts";
import { numbers } from "../attributes.ts";
import { called, transposed } from "../equation.ts";
import type { Op } from "../op.ts";
import { expectAxes, expectCount } from "../rules.ts";
import { N, real, sample } from "../samples.ts";
import { simplifyTranspose } from "./laws.ts";
import { liftTranspose } from "./lift.ts";
import { inverse } from "./order.ts";

export const transpose: Op = {
  name: "transpose",
  family: "movement",
  doc: "Reorders axes: axis i of the result is axis `permutation[i]` of the input.",
  spec: "transpose",
  traits: { view: true },
  type: ([x], attributes) => {
    const permutation = numbers(attributes, "permutation");
    expectCount("permutation", permutation, x!.shape.length);
    expectAxes(permutation, x!.shape.length);
    return { ...x!, shape: permutation.map((axis) => x!.shape[axis]!) };
  },
  reference: ([x], { attributes, shape }) => {
    const own = strides(x!.shape);
    return { shape, data: taken(x!.data, places(shape, numbers(attributes, "permutation").map((axis) => own[axis]!))) };
  },
  vjp: ({ node, inputs: [x], ct, make }) => {
    if (x!.type.dtype !== "f32") return [undefined];
    return [make(transpose, [ct], { permutation: inverse(numbers(node.attributes, "permutation")) })];
  },
  lower: ({ inputs: [x], attributes }) => {
    const back = inverse(numbers(attributes, "permutation"));
    return { kind: "point", value: (index) => x!(back.map((axis) => index[axis]!)) };
  },
  lift: liftTranspose,
  simplify: simplifyTranspose,
  equation: ([x], node) => (node.type.shape.length === 2 ? transposed(x!) : called("transpose")([x!], node)),
  samples: [
    sample([real([N, 3])], { permutation: [1, 0] }),
    sample([real([2, 3, N, 4])], { permutation: [2, 0, 3, 1] }),
    sample([real([3])], { permutation: [0] }),
  ],
};
