import { k } from "../../kernel/build.ts";
import { infix, wrapped } from "../equation.ts";
import type { Op } from "../op.ts";
import { N, real, sample, truth } from "../samples.ts";
import { simplifyAnd, simplifyNot, simplifyOr } from "./choice-laws.ts";
import { elementwise } from "./elementwise.ts";

export const and: Op = elementwise({
  name: "and",
  doc: "Whether both are true.",
  spec: "and",
  traits: { commutative: true, cheap: true },
  operands: ["bool", "bool"],
  reference: (a, b) => a * b,
  kernel: k.and,
  simplify: simplifyAnd,
  equation: infix("and", -1, true),
  samples: [sample([truth([N, 8]), truth([N, 8])])],
});

export const or: Op = elementwise({
  name: "or",
  doc: "Whether at least one is true.",
  spec: "or",
  traits: { commutative: true, cheap: true },
  operands: ["bool", "bool"],
  reference: Math.max,
  kernel: k.or,
  simplify: simplifyOr,
  equation: infix("or", -2, true),
  samples: [sample([truth([N, 8]), truth([N, 8])])],
});

export const not: Op = elementwise({
  name: "not",
  doc: "Whether it is false.",
  spec: "not",
  traits: { cheap: true },
  operands: ["bool"],
  reference: (x) => 1 - x,
  kernel: k.not,
  simplify: simplifyNot,
  equation: ([x]) => ({ text: `not ${wrapped(x!, 3)}`, strength: 0 }),
  samples: [sample([truth([N, 8])])],
});

export const is_finite: Op = elementwise({
  name: "is_finite",
  doc: "Whether x is neither infinite nor NaN.",
  spec: "is_finite",
  traits: { cheap: true },
  operands: ["f32"],
  result: "bool",
  reference: (x) => (Number.isFinite(x) ? 1 : 0),
  kernel: (x) => k.call("is_finite", x),
  samples: [sample([real([N, 3])])],
});
