import { called } from "../equation.ts";
import type { Op } from "../op.ts";
import { expectElement, expectRank } from "../rules.ts";
import { real, sample } from "../samples.ts";

/** Stands for a derivative until differentiation replaces it by the nodes that compute it. */
export const gradient: Op = {
  name: "gradient",
  family: "leaf",
  doc: "The derivative of a scalar with respect to a value it is computed from.",
  traits: { differential: true },
  type: (inputs) => {
    expectElement(inputs, 0, "f32");
    expectElement(inputs, 1, "f32");
    expectRank(inputs, 0, 0);
    return inputs[1]!;
  },
  reference: () => {
    throw new Error("derivatives have no value of their own: expand them first");
  },
  equation: called("gradient"),
  samples: [sample([real([]), real([2, 3])])],
};

/**
 * The value itself, taken as a constant by differentiation: it has no `vjp`, so the gradient ends here. Once derivatives
 * are expanded it has done its work; `simplify`, which comes later, drops it.
 */
export const stop_gradient: Op = {
  name: "stop_gradient",
  family: "elementwise",
  doc: "The same value, through which no gradient flows.",
  traits: { pointwise: true, view: true, alias: true },
  type: (inputs) => inputs[0]!,
  reference: ([x]) => x!,
  lower: ({ inputs }) => ({ kind: "point", value: inputs[0]! }),
  simplify: (node) => node.inputs[0],
  equation: ([x]) => x!,
  samples: [sample([real([2, 3])])],
};
