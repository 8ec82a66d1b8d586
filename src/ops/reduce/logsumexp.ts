import { k } from "../../kernel/build.ts";
import { mul, sub } from "../elementwise/arithmetic.ts";
import { exp } from "../elementwise/exponential.ts";
import type { Op } from "../op.ts";
import { N, real, sample } from "../samples.ts";
import { reduce, spread } from "./reduce.ts";

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
