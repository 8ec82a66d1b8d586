import { k } from "../../kernel/build.ts";
import { filled } from "../make.ts";
import type { Op } from "../op.ts";
import { N, real, sample } from "../samples.ts";
import { mul, neg, sub } from "./arithmetic.ts";
import { elementwise } from "./elementwise.ts";
import { errorFunction } from "./error-function.ts";
import { exp } from "./exponential.ts";

export const sin: Op = elementwise({
  name: "sin",
  doc: "The sine of x in radians.",
  spec: "sine",
  operands: ["f32"],
  reference: Math.sin,
  kernel: (x) => k.call("sin", x),
  vjp: ({ inputs: [x], ct, make }) => [make(mul, [ct, make(cos, [x!])])],
  samples: [sample([real([N, 3], -4, 4)])],
});

export const cos: Op = elementwise({
  name: "cos",
  doc: "The cosine of x in radians.",
  spec: "cosine",
  operands: ["f32"],
  reference: Math.cos,
  kernel: (x) => k.call("cos", x),
  vjp: ({ inputs: [x], ct, make }) => [make(neg, [make(mul, [ct, make(sin, [x!])])])],
  samples: [sample([real([N, 3], -4, 4)])],
});

export const tanh: Op = elementwise({
  name: "tanh",
  doc: "The hyperbolic tangent.",
  spec: "tanh",
  operands: ["f32"],
  reference: Math.tanh,
  kernel: (x) => k.call("tanh", x),
  // ct * (1 - y^2)
  vjp: ({ node, ct, make }) => [make(mul, [ct, make(sub, [filled({ make }, node, 1), make(mul, [node, node])])])],
  samples: [sample([real([N, 3])])],
});

export const sigmoid: Op = elementwise({
  name: "sigmoid",
  doc: "The logistic function 1 / (1 + exp(-x)).",
  spec: "logistic",
  operands: ["f32"],
  reference: (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
  // Both branches by exp(-|x|), which cannot overflow; for x < 0 the quotient keeps the leading digits of small values.
  kernel: (x) => {
    const e = k.call("exp", k.neg(k.call("abs", x!)));
    return k.div(k.select(k.ge(x!, k.const(0)), k.const(1), e), k.add(k.const(1), e));
  },
  // ct * y * (1 - y)
  vjp: ({ node, ct, make }) => [make(mul, [ct, make(mul, [node, make(sub, [filled({ make }, node, 1), node])])])],
  samples: [sample([real([N, 3], -4, 4)])],
});

export const softplus: Op = elementwise({
  name: "softplus",
  doc: "log(1 + exp(x)), without overflow.",
  operands: ["f32"],
  reference: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  kernel: (x) => k.add(k.max(x!, k.const(0)), k.call("log1p", k.call("exp", k.neg(k.call("abs", x!))))),
  vjp: ({ inputs: [x], ct, make }) => [make(mul, [ct, make(sigmoid, [x!])])],
  samples: [sample([real([N, 3], -4, 4)])],
});

export const erf: Op = elementwise({
  name: "erf",
  doc: "The error function, 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x.",
  operands: ["f32"],
  reference: errorFunction,
  kernel: (x) => k.call("erf", x),
  // ct * 2/sqrt(pi) * exp(-x^2)
  vjp: ({ inputs: [x], ct, make }) => {
    const bell = make(exp, [make(neg, [make(mul, [x!, x!])])]);
    return [make(mul, [ct, make(mul, [filled({ make }, ct, 2 / Math.sqrt(Math.PI)), bell])])];
  },
  samples: [sample([real([N, 3], -3, 3)])],
});
