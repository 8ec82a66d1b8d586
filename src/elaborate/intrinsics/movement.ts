import { textOf, type Span } from "../../base/source.ts";
import type { DType } from "../../graph/graph.ts";
import { Size } from "../../types/size.ts";
import { elements, sameShape, shapeText, typeText } from "../../types/tensor.ts";
import type { Context } from "../context.ts";
import { whence } from "../trail.ts";
import { asTensor, broadcasts, broadcastTo, convert, spread } from "../tensors.ts";
import { asSize } from "../types.ts";
import { list, tensor, type Argument, type Tensor, type Value } from "../value.ts";
import { argument, axisArgument, axisOf, shapeArgument, tensorArgument } from "./arguments.ts";
import { takes, type Intrinsic } from "./intrinsic.ts";

const reshape: Intrinsic = {
  name: "reshape",
  doc: "The same elements in row-major order with another shape.",
  parameters: takes("x, shape"),
  apply: (context, bound, span) => {
    const x = tensorArgument(context, bound, "x");
    const given = argument(bound, "shape");
    const shape = shapeArgument(context, given);
    const wrong = shape.findIndex((s) => s.atLeast(1) === false);
    if (wrong >= 0) {
      const left = elements(x.node.type).exactDiv(Size.product(shape.filter((_, i) => i !== wrong)));
      const help = left ? `write the size out: \`[${shape.map((s, i) => (i === wrong ? left : s)).join(", ")}]\`` : undefined;
      context.fail("bad-size", { size: String(shape[wrong]), what: "a size" }, given.span, { help });
    }
    return tensor(context.make("reshape", [x.node], { shape }, span, { texts: [textOf(argument(bound, "x").span)], trails: [x.trail], help: perExample(x, shape) }));
  },
};

/** The numbers of elements of one example on both sides, where the batch axis agrees. */
function perExample(x: Tensor, shape: readonly Size[]): string | undefined {
  const [batch, ...rest] = x.node.type.shape;
  if (!batch || batch.constant() !== undefined || !shape[0]?.equals(batch)) return undefined;
  return `one example has ${Size.product(rest)} elements, the new shape ${Size.product(shape.slice(1))}`;
}

const flatten: Intrinsic = {
  name: "flatten",
  doc: "All axes but the first made one: [N, H, W, C] becomes [N, H*W*C].",
  parameters: takes("x"),
  apply: (context, bound, span) => {
    const x = tensorArgument(context, bound, "x");
    const [first, ...others] = x.node.type.shape;
    if (!first) return x;
    return tensor(context.make("reshape", [x.node], { shape: [first, Size.product(others)] }, span), x.trail);
  },
};

const transpose: Intrinsic = {
  name: "transpose",
  doc: "The axes in another order: `axes[i]` is the axis of x that becomes axis i; the last two are swapped unless said.",
  parameters: takes("x, axes?"),
  apply: (context, bound, span) => {
    const x = tensorArgument(context, bound, "x");
    const rank = x.node.type.shape.length;
    const axes = bound.get("axes");
    const natural = Array.from({ length: rank }, (_, i) => i);
    const swapped = rank < 2 ? natural : [...natural.slice(0, -2), rank - 1, rank - 2];
    const items = axes?.value.kind === "list" ? axes.value.items : undefined;
    if (axes && items && items.length !== rank) context.fail("wrong-count", { names: rank, values: items.length }, axes.span, { help: "name every axis once" });
    const permutation = axes && items ? items.map((item) => axisOf(context, item, x, axes.span)) : swapped;
    return tensor(context.make("transpose", [x.node], { permutation }, span, { trails: [x.trail] }));
  },
};

const concat: Intrinsic = {
  name: "concat",
  doc: "Tensors joined along an axis, the last unless said.",
  parameters: takes("parts..., axis?"),
  apply: (context, bound, span) => {
    const given = (bound.rest ?? []).flatMap((a): Argument[] => (a.value.kind === "list" ? a.value.items.map((value) => ({ value, span: a.span })) : [a]));
    const parts = given.map((a) => asTensor(context, a));
    const [first] = parts;
    if (!first) return context.fail("argument-missing", { callee: "concat", name: "parts" }, span);
    const axis = axisArgument(context, new Map(bound), first, given[0]!.span);
    const dtype = parts.some((p) => p.node.type.dtype === "f32") ? "f32" : first.node.type.dtype;
    const nodes = parts.map((p, i) => convert(context, p.node, dtype, given[i]!.span));
    return tensor(context.make("concat", nodes, { axis }, span, { texts: given.map((a) => textOf(a.span)), trails: parts.map((p) => p.trail) }), first.trail);
  },
};

const split: Intrinsic = {
  name: "split",
  doc: "An axis cut into equal parts, the last unless said: `a, b = split(x, 2)`.",
  parameters: takes("x, parts, axis?"),
  apply: (context, bound, span) => {
    const x = tensorArgument(context, bound, "x");
    const axis = axisArgument(context, bound, x, argument(bound, "x").span);
    const parts = argument(bound, "parts");
    const count = asSize(context, parts.value, parts.span).constant();
    if (count === undefined || count < 1) return context.fail("bad-size", { size: textOf(parts.span), what: "the number of parts" }, parts.span);
    const whole = x.node.type.shape[axis]!;
    const exact = whole.exactDiv(count);
    if (!exact && whole.constant() !== undefined) {
      const written = argument(bound, "x");
      return context.fail("not-divisible", { what: `axis ${axis}`, size: String(whole), by: String(count) }, span, {
        notes: [{ name: textOf(written.span), text: [typeText(x.node.type), whence(x.trail)].filter(Boolean).join("   ") }],
      });
    }
    if (!exact) context.program.builder.require({ kind: "divisible", size: whole, divisor: count, why: `\`${textOf(span)}\`` });
    const length = exact ?? whole.floorDiv(count);
    const part = (i: number): Tensor => {
      const at = (at: Size, other: (s: Size) => Size): Size[] => x.node.type.shape.map((s, a) => (a === axis ? at : other(s)));
      const start = at(length.mul(i), () => Size.of(0));
      const limit = at(length.mul(i + 1), (s) => s);
      return tensor(context.make("slice", [x.node], { start, limit, stride: x.node.type.shape.map(() => 1) }, span), x.trail);
    };
    return list(Array.from({ length: count }, (_, i) => part(i)));
  },
};

const reverse: Intrinsic = {
  name: "reverse",
  doc: "An axis in opposite order, the last unless said.",
  parameters: takes("x, axis?"),
  apply: (context, bound, span) => {
    const x = tensorArgument(context, bound, "x");
    return tensor(context.make("reverse", [x.node], { axes: [axisArgument(context, bound, x, argument(bound, "x").span)] }, span), x.trail);
  },
};

const repeat: Intrinsic = {
  name: "spread",
  doc: "A new axis of the given size along which the tensor is repeated, the last unless said: the opposite of a reduction.",
  parameters: takes("x, size, axis?"),
  apply: (context, bound, span) => {
    const x = tensorArgument(context, bound, "x");
    const extent = argument(bound, "size");
    const rank = x.node.type.shape.length + 1;
    const axis = bound.get("axis");
    const at = axis?.value.kind === "number" ? (axis.value.value < 0 ? axis.value.value + rank : axis.value.value) : rank - 1;
    if (!Number.isInteger(at) || at < 0 || at >= rank) return context.fail("bad-axis", { axis: String(at), rank }, span);
    return tensor(spread(context, x.node, at, asSize(context, extent.value, extent.span), span));
  },
};

const fill: Intrinsic = {
  name: "fill",
  doc: "A tensor of the given shape with one value everywhere.",
  parameters: takes("value, shape"),
  apply: (context, bound, span) => {
    const value = asTensor(context, argument(bound, "value"));
    const shape = shapeArgument(context, argument(bound, "shape"));
    const own = value.node.type.shape;
    if (!broadcasts(own, shape)) {
      const note = (name: string, sizes: readonly Size[]) => ({ name: textOf(argument(bound, name).span), text: shapeText(sizes) });
      context.fail("shapes-do-not-fit", { what: "fill" }, span, { notes: [note("value", own), note("shape", shape)], help: "one number fills a tensor of any shape" });
    }
    return tensor(broadcastTo(context, value.node, shape, span));
  },
};

const stack: Intrinsic = {
  name: "stack",
  doc: "A list of tensors of one shape, along a new first axis; a list of numbers is a vector, a list of such lists a matrix.",
  parameters: takes("items"),
  apply: (context, bound, span) => {
    const given = argument(bound, "items");
    return stacked(context, given, isWhole(given.value) ? "i32" : "f32", span);
  },
};

function stacked(context: Context, { value, span: at }: Argument, like: DType, span: Span): Tensor {
  if (value.kind !== "list") return asTensor(context, { value, span: at }, like);
  const parts = value.items.map((item) => stacked(context, { value: item, span: at }, like, span));
  const [first] = parts;
  if (!first) return context.fail("wrong-count", { names: 1, values: 0 }, at, { help: "an empty list has no shape" });
  const other = parts.findIndex(({ node }) => !sameShape(node.type.shape, first.node.type.shape));
  if (other > 0) {
    const notes = [0, other].map((i) => ({ name: `item ${i}`, text: shapeText(parts[i]!.node.type.shape) }));
    context.fail("shapes-do-not-fit", { what: "stack" }, at, { notes });
  }
  const dtype = parts.some((p) => p.node.type.dtype === "f32") ? "f32" : first.node.type.dtype;
  const rows = parts.map(({ node }) => spread(context, convert(context, node, dtype, at), 0, Size.of(1), span));
  return tensor(context.make("concat", rows, { axis: 0 }, span));
}

/** Numbers in a list are whole numbers if they all can be. */
function isWhole(value: Value): boolean {
  if (value.kind === "list") return value.items.every(isWhole);
  return value.kind === "number" ? Number.isSafeInteger(value.value) : value.kind === "tensor" && value.node.type.dtype === "i32";
}

export const movements: readonly Intrinsic[] = [reshape, flatten, transpose, concat, stack, split, reverse, repeat, fill];
