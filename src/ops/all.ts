import * as calculus from "./leaf/calculus.ts";
import * as constants from "./leaf/constant.ts";
import * as memory from "./leaf/memory.ts";
import * as sizes from "./leaf/sizes.ts";
import * as arithmetic from "./elementwise/arithmetic.ts";
import * as compare from "./elementwise/compare.ts";
import * as convert from "./elementwise/convert.ts";
import * as exponential from "./elementwise/exponential.ts";
import * as kinked from "./elementwise/kinked.ts";
import * as logic from "./elementwise/logic.ts";
import * as rounding from "./elementwise/rounding.ts";
import * as select from "./elementwise/select.ts";
import * as smooth from "./elementwise/smooth.ts";
import * as argmax from "./reduce/argmax.ts";
import * as extremes from "./reduce/extremes.ts";
import * as logsumexp from "./reduce/logsumexp.ts";
import * as product from "./reduce/product.ts";
import * as sum from "./reduce/sum.ts";
import * as broadcast from "./movement/broadcast.ts";
import * as concat from "./movement/concat.ts";
import * as pad from "./movement/pad.ts";
import * as reshape from "./movement/reshape.ts";
import * as reverse from "./movement/reverse.ts";
import * as slice from "./movement/slice.ts";
import * as transpose from "./movement/transpose.ts";
import * as dot from "./contract/dot.ts";
import * as conv from "./contract/conv.ts";
import * as maxPool from "./window/max-pool.ts";
import * as sumPool from "./window/sum-pool.ts";
import * as take from "./gather/take.ts";
import * as random from "./random/random.ts";
import type { Family, Op } from "./op.ts";

/** These files export records and nothing else. The order is that of the documentation. */
const files = {
  leaf: [constants, memory, sizes, calculus],
  elementwise: [arithmetic, exponential, smooth, kinked, rounding, compare, logic, select, convert],
  reduce: [sum, extremes, product, logsumexp, argmax],
  movement: [broadcast, reshape, transpose, slice, pad, concat, reverse],
  contract: [dot, conv],
  window: [maxPool, sumPool],
  gather: [take],
  random: [random],
} satisfies Record<Family, readonly Readonly<Record<string, Op>>[]>;

/** Every operation by its name. */
export const ops: ReadonlyMap<string, Op> = new Map(
  Object.values(files)
    .flat()
    .flatMap((file) => Object.values<Op>(file))
    .map((op) => [op.name, op]),
);
