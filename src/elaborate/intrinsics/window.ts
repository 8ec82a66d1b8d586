import { textOf, type Span } from "../../base/source.ts";
import { Size } from "../../types/size.ts";
import type { Context } from "../context.ts";
import { shapeText } from "../../types/tensor.ts";
import { whence } from "../trail.ts";
import { asSize } from "../types.ts";
import { tensor, type Argument, type Tensor } from "../value.ts";
import { argument, perAxis, tensorArgument } from "./arguments.ts";
import { takes, type Bound, type Intrinsic } from "./intrinsic.ts";

/** How many zeros (or nothing, for pools) stand before and after each spatial axis. */
interface Padding {
  readonly low: readonly Size[];
  readonly high: readonly Size[];
}

/**
 * `pad: valid` none; `pad: same` so that the result has ceil(n / stride) places, the odd one at the end; `pad: 2` on
 * both sides of each axis; `pad: [1, 2]` one number for each axis.
 */
function padding(context: Context, pad: Argument | undefined, extents: readonly Size[], windows: readonly number[], strides: readonly number[], span: Span): Padding {
  const none = extents.map(() => Size.of(0));
  if (!pad || (pad.value.kind === "word" && pad.value.name === "valid")) return { low: none, high: none };
  if (pad.value.kind === "word" && pad.value.name === "same") {
    const totals = extents.map((n, i) => samePadding(n, windows[i]!, strides[i]!));
    const low = totals.map((total, i) => (windows[i]! >= strides[i]! ? total.floorDiv(2) : Size.of(0)));
    return { low, high: totals.map((total, i) => total.sub(low[i]!)) };
  }
  if (pad.value.kind === "word") return context.fail("bad-padding", { found: `\`${pad.value.name}\`` }, pad.span);
  if (pad.value.kind === "string") {
    const { value } = pad.value;
    const help = value === "same" || value === "valid" ? `write \`pad: ${value}\`, without quotes` : undefined;
    return context.fail("bad-padding", { found: textOf(pad.span) }, pad.span, { help });
  }
  const items = pad.value.kind === "list" ? pad.value.items.map((value) => asSize(context, value, pad.span)) : [asSize(context, pad.value, pad.span)];
  if (items.length !== 1 && items.length !== extents.length) context.fail("wrong-count", { names: extents.length, values: items.length }, span);
  const both = extents.map((_, i) => items[items.length === 1 ? 0 : i]!);
  if (both.some((p) => p.atLeast(0) !== true)) context.fail("bad-padding", { found: textOf(pad.span) }, pad.span);
  return { low: both, high: both };
}

/** (ceil(n/s) - 1)*s + k - n, at least 0 where that is known. */
function samePadding(n: Size, window: number, stride: number): Size {
  const places = n.add(stride - 1).floorDiv(stride);
  const total = places.sub(1).mul(stride).add(window).sub(n);
  const constant = total.constant();
  return constant === undefined ? total : Size.of(Math.max(0, constant));
}

function spatial(context: Context, { node, trail }: Tensor, span: Span, what: string): Size[] {
  const { shape } = node.type;
  if (shape.length < 3) {
    const from = whence(trail);
    context.fail("wrong-rank", { what, expected: "images [N, H, W, C]", found: shapeText(shape) }, span, { notes: from ? [{ name: shapeText(shape), text: from }] : [] });
  }
  return shape.slice(1, -1);
}

interface Operands {
  readonly x: Tensor;
  readonly kernel: Tensor;
  /** The spatial sizes of x. */
  readonly extents: readonly Size[];
  readonly stride: readonly number[];
}

function operands(context: Context, bound: Bound, span: Span): Operands {
  const x = tensorArgument(context, bound, "x");
  const kernel = tensorArgument(context, bound, "kernel");
  const extents = spatial(context, x, span, "a convolution");
  const rank = extents.length;
  const found = kernel.node.type.shape;
  if (found.length !== rank + 2) context.fail("wrong-rank", { what: "a convolution", expected: `a kernel of ${rank + 2} axes`, found: shapeText(found) }, argument(bound, "kernel").span);
  return { x, kernel, extents, stride: perAxis(context, bound, "stride", rank, 1) };
}

/** [N, …, C] with [k, …, in, out]: batch first, channels last. */
function layout(rank: number) {
  const places = Array.from({ length: rank }, (_, i) => i + 1);
  const image = { batch: 0, feature: rank + 1, spatial: places };
  return { lhs: image, rhs: { in: rank, out: rank + 1, spatial: places.map((i) => i - 1) }, out: image };
}

const convolution: Intrinsic = {
  name: "conv",
  doc: "Cross-correlation of x [N, …, C] with a kernel [k, …, C/groups, filters] over any number of spatial axes.",
  parameters: takes("x, kernel, stride?, pad?, dilation?, groups?"),
  apply: (context, bound, span) => {
    const { x, kernel, extents, stride } = operands(context, bound, span);
    const rank = extents.length;
    const dilation = perAxis(context, bound, "dilation", rank, 1);
    const [groups] = perAxis(context, bound, "groups", 1, 1);
    const windows = kernel.node.type.shape.slice(0, rank).map((k, i) => ((k.constant() ?? 1) - 1) * dilation[i]! + 1);
    const { low, high } = padding(context, bound.get("pad"), extents, windows, stride, span);
    const attributes = {
      ...layout(rank),
      stride,
      low,
      high,
      lhsDilation: extents.map(() => 1),
      rhsDilation: dilation,
      reversal: extents.map(() => false),
      featureGroups: groups!,
      batchGroups: 1,
    };
    return tensor(context.make("conv", [x.node, kernel.node], attributes, span, { trails: [x.trail], texts: operandTexts(bound) }), x.trail);
  },
};

/** The linear map that is the derivative of `conv` by its input: x with holes between its places, the kernel turned round. */
const transposed: Intrinsic = {
  name: "conv_transpose",
  doc: "Transposed convolution of x [N, …, C] with a kernel [k, …, C, filters]: each place spreads a kernel, `stride` apart; `pad` cuts off the edges, `pad: same` so that n places become n * stride.",
  parameters: takes("x, kernel, stride?, pad?"),
  apply: (context, bound, span) => {
    const { x, kernel, extents, stride } = operands(context, bound, span);
    const pad = bound.get("pad");
    const reach = kernel.node.type.shape.slice(0, extents.length).map((k) => (k.constant() ?? 1) - 1);
    const same = pad?.value.kind === "word" && pad.value.name === "same";
    // The edges of what a kernel longer than its stride spreads too far.
    const cut = reach.map((k, i) => Math.max(0, Math.floor((k + 1 - stride[i]!) / 2)));
    const asked = same ? { low: cut.map((c) => Size.of(c)) } : padding(context, pad, extents, reach, stride, span);
    const low = asked.low.map((p, i) => Size.of(reach[i]!).sub(p));
    if (pad && low.some((p) => p.atLeast(0) !== true)) {
      context.fail("bad-padding", { found: textOf(pad.span) }, pad.span, { help: `a transposed convolution with a kernel of ${Math.min(...reach) + 1} cuts off at most ${Math.min(...reach)} at each edge` });
    }
    const attributes = {
      ...layout(extents.length),
      stride: extents.map(() => 1),
      low,
      high: same ? cut.map((c, i) => Size.of(stride[i]! - 1 + c)) : low,
      lhsDilation: stride,
      rhsDilation: extents.map(() => 1),
      reversal: extents.map(() => true),
      featureGroups: 1,
      batchGroups: 1,
    };
    return tensor(context.make("conv", [x.node, kernel.node], attributes, span, { trails: [x.trail], texts: operandTexts(bound) }), x.trail);
  },
};

function operandTexts(bound: Bound): string[] {
  return ["x", "kernel"].map((name) => textOf(argument(bound, name).span));
}

/** A reduction over windows of the spatial axes. */
function pool(name: string, op: string, doc: string): Intrinsic {
  return {
    name,
    doc,
    parameters: takes("x, size, stride?, pad?"),
    apply: (context, bound, span) => {
      const x = tensorArgument(context, bound, "x");
      const extents = spatial(context, x, span, "a pool");
      const window = perAxis(context, bound, "size", extents.length, 1);
      const stride = bound.has("stride") ? perAxis(context, bound, "stride", extents.length, 1) : window;
      const { low, high } = padding(context, bound.get("pad"), extents, window, stride, span);
      const whole = <T>(fallback: T, inner: readonly T[]): T[] => [fallback, ...inner, fallback];
      const zero = Size.of(0);
      const attributes = { window: whole(1, window), stride: whole(1, stride), low: whole(zero, low), high: whole(zero, high) };
      return tensor(context.make(op, [x.node], attributes, span, { trails: [x.trail] }), x.trail);
    },
  };
}

export const windows: readonly Intrinsic[] = [
  convolution,
  transposed,
  pool("window_max", "max_pool", "The largest element of each window of the spatial axes of x [N, …, C]; padding is never chosen."),
  pool("window_sum", "sum_pool", "The sum of each window of the spatial axes of x [N, …, C]; padding counts as 0."),
];
