import type { Span } from "../../base/source.ts";
import { textOf } from "../../base/source.ts";
import type { Size } from "../../types/size.ts";
import { shapeText } from "../../types/tensor.ts";
import type { Context } from "../context.ts";
import { asTensor } from "../tensors.ts";
import { asSize } from "../types.ts";
import { kindText, type Argument, type Tensor, type Value } from "../value.ts";
import type { Bound } from "./intrinsic.ts";

/** An argument that is known to be there: `bindArguments` has seen to it. */
export function argument(bound: Bound, name: string): Argument {
  const found = bound.get(name);
  if (!found) throw new Error(`the argument ${name} was not bound`);
  return found;
}

export function tensorArgument(context: Context, bound: Bound, name: string): Tensor {
  return asTensor(context, argument(bound, name));
}

/** A compile-time list of sizes; `_` in it is undefined. */
export function shapeArgument(context: Context, { value, span }: Argument): Size[] {
  if (value.kind !== "list") return [asSize(context, value, span)];
  return value.items.map((item) => asSize(context, item, span));
}

/** One axis: a number (from the end if negative), or a size that exactly one axis has. */
export function axisOf(context: Context, value: Value, tensor: Tensor, span: Span): number {
  const { shape } = tensor.node.type;
  if (value.kind === "number") {
    const axis = value.value < 0 ? value.value + shape.length : value.value;
    if (Number.isInteger(axis) && axis >= 0 && axis < shape.length) return axis;
    return context.fail("bad-axis", { axis: String(value.value), rank: shape.length }, span);
  }
  if (value.kind === "size") {
    const having = shape.flatMap((s, i) => (s.equals(value.size) ? [i] : []));
    if (having.length === 1) return having[0]!;
    return context.fail("ambiguous-axis", { size: textOf(span), count: having.length }, span, {
      notes: [{ name: "", text: `the shape is ${shapeText(shape)}` }],
      help: having.length > 1 ? `say which by its number: \`axis: ${having[0]}\`` : undefined,
    });
  }
  return context.fail("not-an-axis", { found: kindText(value) }, span);
}

/** `axis: -1`, `axis: [1, 2]`, `axis: leading` (all but the last); all axes if absent. */
export function axesArgument(context: Context, bound: Bound, tensor: Tensor): number[] {
  const given = bound.get("axis");
  const all = tensor.node.type.shape.map((_, i) => i);
  if (!given) return all;
  const { value, span } = given;
  if (value.kind === "word" && value.name === "leading") return all.slice(0, -1);
  if (value.kind === "list") return [...new Set(value.items.map((item) => axisOf(context, item, tensor, span)))].sort((a, b) => a - b);
  return [axisOf(context, value, tensor, span)];
}

/** The axis that is asked for, or the last; `x` is what a tensor without axes is blamed on. */
export function axisArgument(context: Context, bound: Bound, tensor: Tensor, x: Span): number {
  const given = bound.get("axis");
  const rank = tensor.node.type.shape.length;
  if (!given && rank === 0) context.fail("bad-axis", { axis: "-1", rank }, x, { help: "a single number has no axes" });
  if (!given) return rank - 1;
  return axisOf(context, given.value, tensor, given.span);
}

/** One whole number for each of `count` axes: a single one stands for all. */
export function perAxis(context: Context, bound: Bound, name: string, count: number, fallback: number, least = 1): number[] {
  const given = bound.get(name);
  if (!given) return Array.from({ length: count }, () => fallback);
  const sizes = shapeArgument(context, given);
  if (sizes.length !== 1 && sizes.length !== count) context.fail("wrong-count", { names: count, values: sizes.length }, given.span);
  return Array.from({ length: count }, (_, i) => {
    const constant = sizes[sizes.length === 1 ? 0 : i]!.constant();
    if (constant === undefined || constant < least) return context.fail("bad-size", { size: String(sizes[0]), what: `\`${name}\`` }, given.span);
    return constant;
  });
}
