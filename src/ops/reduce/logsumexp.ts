import { k } from "../../kernel/build.ts";
import { numbers } from "../attributes.ts";
import { add, mul, sub } from "../elementwise/arithmetic.ts";
import { exp, log } from "../elementwise/exponential.ts";
import { is_finite } from "../elementwise/logic.ts";
import { select } from "../elementwise/select.ts";
import { filled } from "../make.ts";
import type { Op } from "../op.ts";
import { N, real, sample } from "../samples.ts";
import { reduce_max } from "./extremes.ts";
import { reduce, spread } from "./reduce.ts";
import { reduce_sum } from "./sum.ts";

export const reduce_logsumexp: Op = reduce({
  name: "reduce_logsumexp",
  doc: "log(sum(exp(x))) over axes, which are removed, without overflow.",
  operand: "f32",
  reference: (values) => {
    const largest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    if (!Number.isFinite(largest)) return largest;
    return largest + Math.log(values.reduce((sum, x) => sum + Math.exp(x - largest), 0));
  },
  // One pass: `sum` counts in units of exp(max), and is rescaled when the maximum grows. That x = max is asked first
  // keeps infinity - infinity out.
  kernel: {
    names: ["max", "sum"],
    start: () => [k.const(Number.NEGATIVE_INFINITY), k.const(0)],
    step: ([max, sum], x) => {
      const one = k.const(1);
      const grown = k.add(k.mul(sum!, k.call("exp", k.sub(max!, x))), one);
      const more = k.select(k.eq(x, max!), k.add(sum!, one), k.add(sum!, k.call("exp", k.sub(x, max!))));
      return [k.max(max!, x), k.select(k.gt(x, max!), grown, more)];
    },
    result: ([max, sum]) => k.add(max!, k.call("log", sum!)),
  },
  // m + log sum exp(x - m) with m = max x, or 0 where that is not finite: infinity - infinity stays out.
  plainly: (node, builder) => {
    const [x] = node.inputs;
    const axes = { axes: numbers(node.attributes, "axes") };
    const largest = builder.make(reduce_max, [x!], axes);
    const from = builder.make(select, [builder.make(is_finite, [largest]), largest, filled(builder, largest, 0)]);
    const shares = builder.make(exp, [builder.make(sub, [x!, spread({ node, make: (op, inputs, attributes) => builder.make(op, inputs, attributes) }, from, x!)])]);
    return builder.make(add, [from, builder.make(log, [builder.make(reduce_sum, [shares], axes)])]);
  },
  // dx = ct * exp(x - y)
  vjp: ({ node, inputs: [x], ct, make }) => {
    const share = make(exp, [make(sub, [x!, spread({ node, make }, node, x!)])]);
    return make(mul, [spread({ node, make }, ct, x!), share]);
  },
  samples: [
    sample([real([N, 5], -4, 4)], { axes: [1] }),
    sample([real([N, 3, 4], 90, 110)], { axes: [0, 2] }),
    sample([real([N, 3])], { axes: [0, 1] }),
  ],
});
