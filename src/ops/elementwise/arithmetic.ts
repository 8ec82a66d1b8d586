import { k } from "../../kernel/build.ts";
import { infix, wrapped } from "../equation.ts";
import { quotient } from "./patterns.ts";
import type { Op } from "../op.ts";
import { N, real, sample, whole } from "../samples.ts";
import { elementwise } from "./elementwise.ts";
import { simplifyAdd, simplifyDiv, simplifyMul, simplifyNeg, simplifySub } from "./laws.ts";
import { guarded, product } from "./safe.ts";

export const neg: Op = elementwise({
  name: "neg",
  doc: "-x.",
  spec: "negate",
  operands: ["number"],
  reference: (x) => -x,
  kernel: k.neg,
  vjp: ({ ct, make }) => [make(neg, [ct])],
  simplify: simplifyNeg,
  equation: ([x]) => ({ text: `-${wrapped(x!, 3.5)}`, strength: 3 }),
  samples: [sample([real([N, 3])]), sample([whole([4], -5, 5)])],
});

export const add: Op = elementwise({
  name: "add",
  doc: "a + b.",
  spec: "add",
  traits: { commutative: true },
  operands: ["number", "number"],
  reference: (a, b) => a + b,
  kernel: k.add,
  vjp: ({ ct }) => [ct, ct],
  simplify: simplifyAdd,
  equation: infix("+", 1, true),
  samples: [sample([real([N, 3]), real([N, 3])]), sample([whole([4], -5, 5), whole([4], -5, 5)])],
});

export const sub: Op = elementwise({
  name: "sub",
  doc: "a - b.",
  spec: "subtract",
  operands: ["number", "number"],
  reference: (a, b) => a - b,
  kernel: k.sub,
  vjp: ({ ct, make }) => [ct, make(neg, [ct])],
  simplify: simplifySub,
  equation: infix("-", 1),
  samples: [sample([real([N, 3]), real([N, 3])]), sample([whole([4], -5, 5), whole([4], -5, 5)])],
});

export const mul: Op = elementwise({
  name: "mul",
  doc: "a * b.",
  spec: "multiply",
  traits: { commutative: true },
  operands: ["number", "number"],
  reference: (a, b) => a * b,
  kernel: k.mul,
  vjp: ({ inputs: [a, b], ct, make }) => [product({ make }, ct, b!), product({ make }, ct, a!)],
  simplify: simplifyMul,
  equation: quotient(infix("*", 2, true)),
  samples: [sample([real([N, 3]), real([N, 3])]), sample([whole([4], -5, 5), whole([4], -5, 5)])],
});

export const div: Op = elementwise({
  name: "div",
  doc: "a / b; of whole numbers, rounded to minus infinity.",
  spec: "divide",
  operands: ["number", "number"],
  reference: (a, b) => a / b,
  integer: (a, b) => Math.floor(a / b),
  kernel: k.div,
  // da = ct/b, db = -y * ct/b
  vjp: ({ inputs: [, b], node, ct, make }) => {
    const da = make(div, [ct, b!]);
    return [da, make(neg, [make(mul, [da, node])])].map((value) => guarded({ make }, ct, b!, value));
  },
  simplify: simplifyDiv,
  equation: infix("/", 2),
  samples: [
    sample([real([N, 3]), real([N, 3], 0.5, 2)]),
    sample([real([N, 3]), real([N, 3], -2, -0.5)]),
    sample([whole([6], -9, 9), whole([6], 1, 4)]),
  ],
});
