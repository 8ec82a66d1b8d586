import { textOf, type Span } from "../../base/source.ts";
import { Size } from "../../types/size.ts";
import { shapeText } from "../../types/tensor.ts";
import type { Context } from "../context.ts";
import { whence } from "../trail.ts";
import { asSize } from "../types.ts";
import type { Argument, Tensor } from "../value.ts";

/** How many zeros (or nothing, for pools) stand before and after each spatial axis. */
export interface Padding {
  readonly low: readonly Size[];
  readonly high: readonly Size[];
}

/**
 * `pad: valid` none; `pad: same` so that the result has ceil(n / stride) places, the odd one at the end; `pad: 2` on
 * both sides of each axis; `pad: [1, 2]` one number for each axis.
 */
export function padding(context: Context, pad: Argument | undefined, extents: readonly Size[], windows: readonly number[], strides: readonly number[], span: Span): Padding {
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

export function spatial(context: Context, { node, trail }: Tensor, span: Span, what: string): Size[] {
  const { shape } = node.type;
  if (shape.length < 3) {
    const from = whence(trail);
    context.fail("wrong-rank", { what, expected: "images [N, H, W, C]", found: shapeText(shape) }, span, { notes: from ? [{ name: shapeText(shape), text: from }] : [] });
  }
  return shape.slice(1, -1);
}
