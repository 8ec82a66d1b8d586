import { k } from "../../kernel/build.ts";
import type { Op } from "../op.ts";
import { N, real, sample, whole } from "../samples.ts";
import { elementwise } from "./elementwise.ts";

const least = 1e-30;

/** Ends what decays by a factor in each step and would get stuck as a denormal, with which processors compute a hundred times slower. */
export const settle: Op = elementwise({
  name: "settle",
  doc: "x; 0 where its magnitude is below 1e-30, which lets what only decays come to an end. The derivative is that of x.",
  operands: ["f32"],
  reference: (x) => (Math.abs(x) < least ? 0 : x),
  kernel: (x) => k.select(k.lt(k.call("abs", x), k.const(least)), k.const(0), x),
  // A formula says what is meant.
  equation: ([x]) => x!,
  vjp: ({ ct }) => [ct],
  samples: [sample([real([N, 3], -3, 3)])],
});

/** Their derivative is zero almost everywhere: they have none, and the gradient stops here. */
export const floor: Op = elementwise({
  name: "floor",
  doc: "The largest whole number that is not larger than x.",
  spec: "floor",
  operands: ["f32"],
  reference: Math.floor,
  kernel: (x) => k.call("floor", x),
  samples: [sample([real([N, 3], -3, 3)])],
});

export const ceil: Op = elementwise({
  name: "ceil",
  doc: "The smallest whole number that is not smaller than x.",
  spec: "ceil",
  operands: ["f32"],
  reference: Math.ceil,
  kernel: (x) => k.call("ceil", x),
  samples: [sample([real([N, 3], -3, 3)])],
});

export const round: Op = elementwise({
  name: "round",
  doc: "The whole number nearest to x; halves go to the even one.",
  spec: "round_nearest_even",
  operands: ["f32"],
  reference: (x) => {
    const down = Math.floor(x);
    const rest = x - down;
    return rest < 0.5 || (rest === 0.5 && down % 2 === 0) ? down : down + 1;
  },
  kernel: (x) => k.call("round", x),
  samples: [sample([real([N, 3], -3, 3)])],
});

export const sign: Op = elementwise({
  name: "sign",
  doc: "-1, 0 or 1 as x is negative, zero or positive.",
  spec: "sign",
  operands: ["number"],
  reference: Math.sign,
  kernel: (x) => k.call("sign", x),
  samples: [sample([real([N, 3], -3, 3)]), sample([whole([5], -1, 1)])],
});
