import { k } from "../../kernel/build.ts";
import type { Expression } from "../../kernel/kernel.ts";
import { infix } from "../equation.ts";
import type { Op } from "../op.ts";
import type { ElementKind } from "../rules.ts";
import { N, real, sample, truth, whole } from "../samples.ts";
import { elementwise } from "./elementwise.ts";

export const eq: Op = compare("eq", "==", "any", (a, b) => a === b, k.eq, true);
export const ne: Op = compare("ne", "!=", "any", (a, b) => a !== b, k.ne, true);
export const lt: Op = compare("lt", "<", "number", (a, b) => a < b, k.lt);
export const le: Op = compare("le", "<=", "number", (a, b) => a <= b, k.le);
export const gt: Op = compare("gt", ">", "number", (a, b) => a > b, k.gt);
export const ge: Op = compare("ge", ">=", "number", (a, b) => a >= b, k.ge);

function compare(
  name: string,
  symbol: string,
  operand: ElementKind,
  holds: (a: number, b: number) => boolean,
  kernel: (a: Expression, b: Expression) => Expression,
  commutative = false,
): Op {
  return elementwise({
    name,
    doc: `Whether a ${symbol} b.`,
    spec: "compare",
    traits: { cheap: true, commutative },
    operands: [operand, operand],
    result: "bool",
    reference: (a, b) => (holds(a, b) ? 1 : 0),
    kernel: (a, b) => kernel(a!, b!),
    equation: infix(symbol, 0),
    samples: [
      sample([real([N, 3]), real([N, 3])]),
      sample([whole([8], 0, 2), whole([8], 0, 2)]),
      ...(operand === "any" ? [sample([truth([8]), truth([8])])] : []),
    ],
  });
}
