import { k } from "../../kernel/build.ts";
import type { Builder } from "../../graph/builder.ts";
import type { Node } from "../../graph/graph.ts";
import { Size } from "../../types/size.ts";
import { numbers } from "../attributes.ts";
import { mul } from "../elementwise/arithmetic.ts";
import { broadcastTo, filled } from "../make.ts";
import { broadcast } from "../movement/broadcast.ts";
import type { Op } from "../op.ts";
import { N, real, sample, whole } from "../samples.ts";
import { withoutCommonFactors } from "./common-factor.ts";
import { reduce, spread } from "./reduce.ts";
import { totalOfSum } from "./total.ts";

export const reduce_sum: Op = reduce({
  name: "reduce_sum",
  doc: "The sum over axes, which are removed.",
  spec: "reduce",
  operand: "number",
  reference: (values) => values.reduce((a, b) => a + b, 0),
  kernel: {
    names: ["sum"],
    start: (dtype) => [k.constant(dtype, 0)],
    step: ([sum], x) => [k.add(sum!, x)],
  },
  vjp: (context) => spread(context, context.ct, context.inputs[0]!),
  total: (node, inputs, builder) => totalOfSum(node, inputs, builder),
  simplify: (node, builder, uses) => sumOfRepeated(node, builder) ?? withoutCommonFactors(node, builder, uses),
  samples: [
    sample([real([N, 3])], { axes: [0] }),
    sample([real([N, 3, 4])], { axes: [0, 2] }),
    sample([real([N, 3])], { axes: [0, 1] }),
    sample([real([N, 3])], { axes: [] }),
    sample([whole([N, 3], -5, 5)], { axes: [1] }),
  ],
});

/** The sum of `n` equal elements is `n` times one, if `n` is known. Sums of sums stay: the order of additions is the user's. */
function sumOfRepeated(node: Node, builder: Builder): Node | undefined {
  const x = node.inputs[0]!;
  const axes = numbers(node.attributes, "axes");
  if (x.op !== broadcast) return undefined;
  const places = numbers(x.attributes, "axes");
  if (axes.some((axis) => places.includes(axis))) return undefined;
  const times = Size.product(axes.map((axis) => x.type.shape[axis]!)).constant();
  if (times === undefined) return undefined;
  const rest = places.map((place) => place - axes.filter((axis) => axis < place).length);
  const one = broadcastTo(builder, x.inputs[0]!, node.type.shape, rest);
  return builder.make(mul, [one, filled(builder, one, times)]);
}
