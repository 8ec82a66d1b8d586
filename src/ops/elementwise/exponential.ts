import { k } from "../../kernel/build.ts";
import type { Node } from "../../graph/graph.ts";
import { wrapped } from "../equation.ts";
import { filled, scalarConstant } from "../make.ts";
import type { Op, VjpContext } from "../op.ts";
import { N, real, sample } from "../samples.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { eq } from "./compare.ts";
import { elementwise } from "./elementwise.ts";
import { simplifyPow } from "./laws.ts";
import { softmax } from "./patterns.ts";
import { guarded, product } from "./safe.ts";
import { select } from "./select.ts";

export const exp: Op = elementwise({
  name: "exp",
  doc: "e to the power x.",
  spec: "exponential",
  operands: ["f32"],
  reference: Math.exp,
  kernel: (x) => k.call("exp", x),
  vjp: ({ node, ct, make }) => [product({ make }, ct, node)],
  equation: softmax,
  samples: [sample([real([N, 3])])],
});

export const expm1: Op = elementwise({
  name: "expm1",
  doc: "e to the power x, minus 1; exact for small x.",
  spec: "exponential_minus_one",
  operands: ["f32"],
  reference: Math.expm1,
  kernel: (x) => k.call("expm1", x),
  // Not y + 1, which has lost the digits of a small exp(x).
  vjp: ({ inputs: [x], ct, make }) => [product({ make }, ct, make(exp, [x!]))],
  samples: [sample([real([N, 3])])],
});

export const log: Op = elementwise({
  name: "log",
  doc: "The natural logarithm.",
  spec: "log",
  operands: ["f32"],
  reference: Math.log,
  kernel: (x) => k.call("log", x),
  vjp: ({ inputs: [x], ct, make }) => [guarded({ make }, ct, x!, make(div, [ct, x!]))],
  samples: [sample([real([N, 3], 0.5, 3)])],
});

export const log1p: Op = elementwise({
  name: "log1p",
  doc: "The natural logarithm of 1 + x; exact for small x.",
  spec: "log_plus_one",
  operands: ["f32"],
  reference: Math.log1p,
  kernel: (x) => k.call("log1p", x),
  vjp: ({ inputs: [x], ct, make }) => {
    const shifted = make(add, [x!, filled({ make }, x!, 1)]);
    return [guarded({ make }, ct, shifted, make(div, [ct, shifted]))];
  },
  samples: [sample([real([N, 3], -0.5, 3)])],
});

export const sqrt: Op = elementwise({
  name: "sqrt",
  doc: "The square root.",
  spec: "sqrt",
  operands: ["f32"],
  reference: Math.sqrt,
  kernel: (x) => k.call("sqrt", x),
  // ct / (2 y)
  vjp: ({ node, ct, make }) => [guarded({ make }, ct, node, make(div, [make(mul, [ct, filled({ make }, ct, 0.5)]), node]))],
  samples: [sample([real([N, 3], 0.5, 3)])],
});

export const pow: Op = elementwise({
  name: "pow",
  doc: "a to the power b; anything to the power 0 is 1.",
  spec: "power",
  operands: ["f32", "f32"],
  reference: (a, b) => a ** b,
  kernel: (a, b) => k.call("pow", a!, b!),
  vjp: powerCotangents,
  simplify: simplifyPow,
  equation: ([a, b]) => ({ text: `${wrapped(a!, 4.5)}^${wrapped(b!, 4)}`, strength: 4 }),
  samples: [sample([real([N, 3], 0.5, 2), real([N, 3], -2, 2)]), sample([real([4], 0.5, 2), real([4], 0.2, 3)])],
});

/**
 * da = ct * b * a^(b-1), db = ct * y * log(a). Where b is 0 nothing depends on a; where a is 0 nothing on b (for b > 0).
 * A constant exponent needs no cotangent, and none of the care if it is at least 1.
 */
function powerCotangents({ inputs: [a, b], node, ct, make }: VjpContext): readonly (Node | undefined)[] {
  const m = { make };
  const slope = make(mul, [b!, make(pow, [a!, make(sub, [b!, filled(m, b!, 1)])])]);
  const exponent = scalarConstant(b!);
  if (exponent === 0) return [undefined, undefined];
  if (exponent !== undefined) {
    const da = make(mul, [ct, slope]);
    return [exponent >= 1 ? da : guarded(m, ct, a!, da), undefined];
  }
  const zero = filled(m, ct, 0);
  const da = make(mul, [ct, make(select, [make(eq, [b!, zero]), zero, slope])]);
  const aIsZero = make(eq, [a!, zero]);
  const logarithm = make(log, [make(select, [aIsZero, filled(m, ct, 1), a!])]);
  const db = make(mul, [ct, make(select, [aIsZero, zero, make(mul, [node, logarithm])])]);
  return [guarded(m, ct, a!, da), guarded(m, ct, a!, db)];
}
