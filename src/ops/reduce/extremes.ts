import { k } from "../../kernel/build.ts";
import type { Expression } from "../../kernel/kernel.ts";
import type { Node } from "../../graph/graph.ts";
import { numbers } from "../attributes.ts";
import { div } from "../elementwise/arithmetic.ts";
import { eq } from "../elementwise/compare.ts";
import { convert } from "../elementwise/convert.ts";
import { select } from "../elementwise/select.ts";
import { filled } from "../make.ts";
import type { Op, VjpContext } from "../op.ts";
import { N, distinct, sample, whole } from "../samples.ts";
import { reduce, spread } from "./reduce.ts";
import { reduce_sum } from "./sum.ts";

export const reduce_max: Op = extreme("reduce_max", "largest", -1, k.max);
export const reduce_min: Op = extreme("reduce_min", "smallest", 1, k.min);

function extreme(name: string, word: string, worst: -1 | 1, better: (a: Expression, b: Expression) => Expression): Op {
  return reduce({
    name,
    doc: `The ${word} element over axes, which are removed; equal ones share the gradient evenly.`,
    spec: "reduce",
    traits: { kinked: true },
    operand: "number",
    reference: (values) => values.reduce(worst < 0 ? (a, b) => Math.max(a, b) : (a, b) => Math.min(a, b), worst * Number.POSITIVE_INFINITY),
    kernel: {
      names: ["best"],
      start: (dtype) => [dtype === "i32" ? k.int(worst < 0 ? -2147483648 : 2147483647) : k.const(worst * Number.POSITIVE_INFINITY)],
      step: ([best], x) => [better(best!, x)],
    },
    vjp: sharedAmongEqual,
    samples: [
      sample([distinct([N, 3])], { axes: [0] }),
      sample([distinct([N, 3, 4])], { axes: [0, 2] }),
      sample([distinct([N, 3])], { axes: [0, 1] }),
      sample([whole([N, 3], -5, 5)], { axes: [1] }),
    ],
  });
}

/** dx = ct / count where x = y, else 0. */
function sharedAmongEqual({ node, inputs: [x], ct, make }: VjpContext): Node {
  const best = make(eq, [x!, spread({ node, make }, node, x!)]);
  const count = make(reduce_sum, [make(convert, [best], { dtype: "f32" })], { axes: numbers(node.attributes, "axes") });
  return make(select, [best, spread({ node, make }, make(div, [ct, count]), x!), filled({ make }, x!, 0)]);
}
