import type { Builder } from "../../graph/builder.ts";
import type { Node } from "../../graph/graph.ts";
import { Size } from "../../types/size.ts";
import { numbers, sameAttribute } from "../attributes.ts";
import { div, mul, neg, sub } from "../elementwise/arithmetic.ts";
import { size } from "../leaf/sizes.ts";
import { broadcastTo, filled, scalarConstant } from "../make.ts";
import { repeated } from "../movement/repeated.ts";
import type { Uses } from "../op.ts";

/**
 * A factor or divisor that is the same for all terms is taken out of the sum: `sum(x * c)` is `sum(x) * c`. Sums that
 * differ by factors only are then one: in the derivative of batch normalization, five are two. Nothing is taken out of
 * what is needed with its factor anyway, where the value without it would be computed for the sum alone.
 */
export function withoutCommonFactors(sum: Node, builder: Builder, uses: Uses): Node | undefined {
  if (sum.type.dtype !== "f32") return undefined;
  const axes = numbers(sum.attributes, "axes");
  const { rest, factors, negative } = split(sum.inputs[0]!, { builder, uses, axes, result: sum }, true);
  if (rest && isDeviation(rest, sum, axes)) return filled(builder, sum, 0);
  if (!rest || (factors.length === 0 && !negative)) return undefined;
  const bare = builder.make(sum.op, [rest], sum.attributes);
  const scaled = factors.reduce((value, { node, divides }) => builder.make(divides ? div : mul, [value, node]), bare);
  return negative ? builder.make(neg, [scaled]) : scaled;
}

/** `rest` times all factors, or its opposite. */
interface Split {
  /** What is not the same for all terms. */
  readonly rest: Node | undefined;
  /** In the shape of the sum. */
  readonly factors: readonly { readonly node: Node; readonly divides: boolean }[];
  readonly negative: boolean;
}

interface Context {
  readonly builder: Builder;
  readonly uses: Uses;
  readonly axes: readonly number[];
  readonly result: Node;
}

/** `vanishes` if nobody but the sum will need what `x` is a part of. */
function split(x: Node, context: Context, vanishes: boolean): Split {
  const whole: Split = { rest: x, factors: [], negative: false };
  const common = commonFactor(x, context);
  if (common) return { rest: undefined, factors: [{ node: common, divides: false }], negative: false };
  if (x.op !== mul && x.op !== div && x.op !== neg) return whole;
  const dies = vanishes && context.uses(x) <= 1;
  const [a, b] = x.inputs.map((input) => split(input, context, dies));
  const parts = [a!.rest, b?.rest].filter((rest) => rest !== undefined);
  if (!dies && parts.some((part) => context.uses(part) <= 1)) return whole;
  if (x.op === neg) return { ...a!, negative: !a!.negative };
  const negative = a!.negative !== b!.negative;
  if (x.op === mul) return { rest: product(parts, context), factors: [...a!.factors, ...b!.factors], negative };
  // Of a divisor, either all is the same for all terms, or it stays where it is.
  if (!b!.rest) return { rest: a!.rest, factors: [...a!.factors, ...b!.factors.map((f) => ({ ...f, divides: !f.divides }))], negative };
  if (!a!.rest) return whole;
  return { rest: a!.factors.length === 0 && !a!.negative ? x : context.builder.make(div, [a!.rest, x.inputs[1]!]), factors: a!.factors, negative: a!.negative };
}

function product(parts: readonly Node[], { builder }: Context): Node | undefined {
  const [x, y] = parts;
  return x && y ? builder.make(mul, [x, y]) : x;
}

/** In the shape of the sum, a value that is the same for all terms. */
function commonFactor(x: Node, { builder, axes, result }: Context): Node | undefined {
  const same = repeated(x);
  if (!same || same.axes.some((axis) => axes.includes(axis))) return undefined;
  return broadcastTo(builder, same.source, result.type.shape, same.axes.map((axis) => axis - axes.filter((summed) => summed < axis).length));
}

/** Whether `x` is the difference to its own mean over these axes: the sum of that is 0. */
function isDeviation(x: Node, sum: Node, axes: readonly number[]): boolean {
  const [value, center] = x.inputs;
  const same = x.op === sub ? repeated(center!) : undefined;
  if (!same || same.axes.some((axis) => axes.includes(axis))) return false;
  const mean = same.source;
  if (mean.op !== div && mean.op !== mul) return false;
  const at = mean.inputs.findIndex((input) => input.op === sum.op && input.inputs[0] === value && sameAttribute(input.attributes, sum.attributes));
  if (at < 0 || (mean.op === div && at !== 0)) return false;
  const count = Size.product(axes.map((axis) => value!.type.shape[axis]!));
  const other = mean.inputs[1 - at]!;
  if (mean.op === mul) return scalarConstant(other) === 1 / (count.constant() ?? 0);
  return scalarConstant(other) === (count.constant() ?? Number.NaN) || isSize(other, count);
}

function isSize(x: Node, count: Size): boolean {
  const source = repeated(x)?.source ?? x;
  const known = source.attributes["size"];
  return source.op === size && known instanceof Size && known.equals(count);
}
