import { k } from "../../kernel/build.ts";
import type { Node } from "../../graph/graph.ts";
import { called } from "../equation.ts";
import { filled } from "../make.ts";
import type { Op, VjpContext } from "../op.ts";
import { N, distinct, real, sample, whole } from "../samples.ts";
import { div, mul, neg } from "./arithmetic.ts";
import { eq, gt, lt } from "./compare.ts";
import { elementwise } from "./elementwise.ts";
import { floor, sign } from "./rounding.ts";
import { select } from "./select.ts";

export const abs: Op = elementwise({
  name: "abs",
  doc: "The magnitude of x; its derivative at 0 is 0.",
  spec: "abs",
  traits: { kinked: true },
  operands: ["number"],
  reference: Math.abs,
  kernel: (x) => k.call("abs", x),
  vjp: ({ inputs: [x], ct, make }) => [make(mul, [ct, make(sign, [x!])])],
  samples: [sample([distinct([N, 3])]), sample([whole([4], -5, 5)])],
});

export const maximum: Op = elementwise({
  name: "maximum",
  doc: "The larger of a and b; equal ones share the gradient evenly.",
  spec: "maximum",
  traits: { commutative: true, kinked: true },
  operands: ["number", "number"],
  reference: Math.max,
  kernel: k.max,
  equation: called("max"),
  vjp: (context) => shared(context, gt),
  samples: [sample([real([N, 3], -3, -0.1), real([N, 3], 0, 2)]), sample([real([N, 3], 1, 2), real([N, 3], -3, 0)]), sample([whole([4], -5, 5), whole([4], -5, 5)])],
});

export const minimum: Op = elementwise({
  name: "minimum",
  doc: "The smaller of a and b; equal ones share the gradient evenly.",
  spec: "minimum",
  traits: { commutative: true, kinked: true },
  operands: ["number", "number"],
  reference: Math.min,
  kernel: k.min,
  equation: called("min"),
  vjp: (context) => shared(context, lt),
  samples: [sample([real([N, 3], -3, -0.1), real([N, 3], 0, 2)]), sample([real([N, 3], 1, 2), real([N, 3], -3, 0)]), sample([whole([4], -5, 5), whole([4], -5, 5)])],
});

/** All to the winner, half each at a tie. */
function shared({ inputs: [a, b], ct, make }: VjpContext, wins: Op): readonly Node[] {
  const zero = filled({ make }, ct, 0);
  const tied = make(select, [make(eq, [a!, b!]), make(mul, [ct, filled({ make }, ct, 0.5)]), zero]);
  const part = (x: Node, y: Node): Node => make(select, [make(wins, [x, y]), ct, tied]);
  return [part(a!, b!), part(b!, a!)];
}

export const mod: Op = elementwise({
  name: "mod",
  doc: "What remains of a after a division by b that rounds to minus infinity; it has the sign of b.",
  traits: { kinked: true },
  operands: ["number", "number"],
  reference: (a, b) => a - b * Math.floor(a / b),
  kernel: k.mod,
  // da = ct, db = -ct * floor(a/b)
  vjp: ({ inputs: [a, b], ct, make }) => [ct, make(neg, [make(mul, [ct, make(floor, [make(div, [a!, b!])])])])],
  samples: [sample([real([N, 3], 2.1, 2.9), real([N, 3], 0.95, 1.04)]), sample([whole([6], -9, 9), whole([6], 1, 4)])],
});

