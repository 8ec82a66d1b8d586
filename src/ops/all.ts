import { gradient, stop_gradient } from "./leaf/calculus.ts";
import { constant } from "./leaf/constant.ts";
import { input, read } from "./leaf/memory.ts";
import { iota, size } from "./leaf/sizes.ts";
import { add, div, mul, neg, sub } from "./elementwise/arithmetic.ts";
import { eq, ge, gt, le, lt, ne } from "./elementwise/compare.ts";
import { convert } from "./elementwise/convert.ts";
import { exp, expm1, log, log1p, pow, sqrt } from "./elementwise/exponential.ts";
import { abs, maximum, minimum, mod } from "./elementwise/kinked.ts";
import { and, is_finite, not, or } from "./elementwise/logic.ts";
import { ceil, floor, round, settle, sign } from "./elementwise/rounding.ts";
import { select } from "./elementwise/select.ts";
import { cos, erf, sigmoid, sin, softplus, tanh } from "./elementwise/smooth.ts";
import { argmax } from "./reduce/argmax.ts";
import { reduce_max, reduce_min } from "./reduce/extremes.ts";
import { reduce_logsumexp } from "./reduce/logsumexp.ts";
import { reduce_prod } from "./reduce/product.ts";
import { reduce_sum } from "./reduce/sum.ts";
import { broadcast } from "./movement/broadcast.ts";
import { concat } from "./movement/concat.ts";
import { pad } from "./movement/pad.ts";
import { reshape } from "./movement/reshape.ts";
import { reverse } from "./movement/reverse.ts";
import { slice } from "./movement/slice.ts";
import { transpose } from "./movement/transpose.ts";
import { conv } from "./contract/conv.ts";
import { dot } from "./contract/dot.ts";
import { max_pool, max_pool_grad, max_pool_pick } from "./window/max-pool.ts";
import { sum_pool } from "./window/sum-pool.ts";
import { gather, scatter_add } from "./gather/take.ts";
import { random_normal, random_uniform } from "./random/random.ts";
import { carry, element, outer, position } from "./scan/arguments.ts";
import { part } from "./scan/part.ts";
import { scan } from "./scan/scan.ts";
import type { Op } from "./op.ts";

/** By family; within one, what belongs together. This is the order of the documentation. */
const list: readonly Op[] = [
  constant, size, iota, input, read, gradient,
  neg, add, sub, mul, div, mod, pow, sqrt, exp, expm1, log, log1p, sin, cos, tanh, sigmoid, softplus, erf,
  abs, sign, maximum, minimum, floor, ceil, round, settle,
  eq, ne, lt, le, gt, ge, and, or, not, is_finite, select, convert, stop_gradient,
  reduce_sum, reduce_prod, reduce_max, reduce_min, reduce_logsumexp, argmax,
  broadcast, reshape, transpose, slice, pad, concat, reverse,
  dot, conv,
  max_pool, max_pool_grad, max_pool_pick, sum_pool,
  gather, scatter_add,
  random_uniform, random_normal,
  scan, part, carry, element, outer, position,
];

/** Every operation by its name. */
export const ops: ReadonlyMap<string, Op> = new Map(list.map((op) => [op.name, op]));
