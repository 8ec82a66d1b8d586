import { k } from "../../kernel/build.ts";
import { filled } from "../make.ts";
import type { Op } from "../op.ts";
import { N, real, sample, truth, whole } from "../samples.ts";
import { simplifySelect } from "./choice-laws.ts";
import { elementwise } from "./elementwise.ts";

export const select: Op = elementwise({
  name: "select",
  doc: "a where the condition is true, else b; the one that is not taken gets no gradient.",
  spec: "select",
  traits: { choice: true },
  operands: ["bool", "any", "any"],
  reference: (condition, a, b) => (condition !== 0 ? a : b),
  kernel: k.select,
  vjp: ({ inputs: [condition], ct, make }) => {
    const zero = filled({ make }, ct, 0);
    return [undefined, make(select, [condition!, ct, zero]), make(select, [condition!, zero, ct])];
  },
  simplify: simplifySelect,
  equation: ([condition, a, b]) => ({ text: `if ${condition!.text} then ${a!.text} else ${b!.text}`, strength: -3 }),
  samples: [
    sample([truth([N, 3]), real([N, 3]), real([N, 3])]),
    sample([truth([6]), whole([6], 0, 9), whole([6], 0, 9)]),
    sample([truth([6]), truth([6]), truth([6])]),
  ],
});
