import { textOf, type Span } from "../base/source.ts";
import type { Node } from "../graph/graph.ts";
import type * as ast from "../syntax/ast.ts";
import { Size } from "../types/size.ts";
import { shapeText } from "../types/tensor.ts";
import { invoke } from "./call.ts";
import type { Context } from "./context.ts";
import { evaluate, evaluateWhole } from "./evaluate.ts";
import type { Scope } from "./scope.ts";
import { whence } from "./trail.ts";
import { asSize } from "./types.ts";
import { kindText, list, tensor, type Tensor, type Value } from "./value.ts";

/** `x[:, t]` on a tensor, `parts[0]` on a list, `zeros[N, units]` on a function of a shape. */
export function evaluateSubscript(context: Context, subscript: ast.Subscript, scope: Scope): Value {
  const target = evaluate(context, subscript.target, scope);
  switch (target.kind) {
    case "tensor": return index(context, target, subscript, scope);
    case "list": return item(context, target.items, subscript, scope);
    case "function":
    case "intrinsic": {
      const sizes = subscript.items.map((i) => (isPlain(i) ? evaluate(context, i, scope) : context.fail("not-a-size", { found: textOf(i.span) }, i.span)));
      return invoke(context, target, [{ value: list(sizes), span: subscript.span }], subscript);
    }
    default: return context.fail("not-a-tensor", { found: kindText(target) }, subscript.target.span);
  }
}

function isPlain(entry: ast.Subscript["items"][number]): entry is ast.Expression {
  return entry.kind !== "slice" && entry.kind !== "ellipsis";
}

function item(context: Context, items: readonly Value[], subscript: ast.Subscript, scope: Scope): Value {
  const [only] = subscript.items;
  if (subscript.items.length !== 1 || !only || !isPlain(only)) return context.fail("bad-index", { what: textOf(subscript.span) }, subscript.span);
  const at = evaluateWhole(context, only, scope);
  return items[at] ?? context.fail("out-of-range", { what: `the index ${at}`, size: String(at), limit: String(items.length) }, only.span);
}

function index(context: Context, target: Tensor, subscript: ast.Subscript, scope: Scope): Value {
  const { shape } = target.node.type;
  const entries = spell(context, subscript, shape.length);
  let node: Node = target.node;
  const start: Size[] = [];
  const limit: Size[] = [];
  const dropped: number[] = [];
  const lookups: { axis: number; indices: Node; span: Span }[] = [];
  for (const [axis, size] of shape.entries()) {
    const entry = entries[axis];
    if (entry === undefined || entry.kind === "ellipsis") {
      start.push(Size.of(0));
      limit.push(size);
    } else if (entry.kind === "slice") {
      const from = entry.from ? position(context, evaluate(context, entry.from, scope), size, entry.from.span, 0) : Size.of(0);
      const to = entry.to ? position(context, evaluate(context, entry.to, scope), size, entry.to.span, 0) : size;
      const length = to.sub(from);
      const held = length.atLeast(1);
      if (held === false) context.fail("empty-slice", { from: String(from), to: String(to) }, entry.span);
      if (held === undefined) context.program.builder.require({ kind: "at-least", size: length, least: 1, why: `\`${textOf(subscript.span)}\`` });
      start.push(from);
      limit.push(to);
    } else {
      const value = evaluate(context, entry, scope);
      if (value.kind === "tensor") {
        lookups.push({ axis, indices: value.node, span: entry.span });
        start.push(Size.of(0));
        limit.push(size);
      } else {
        const at = position(context, value, size, entry.span, 1);
        start.push(at);
        limit.push(at.add(1));
        dropped.push(axis);
      }
    }
  }
  if (start.some((s, i) => !s.isZero() || !limit[i]!.equals(shape[i]!))) {
    node = context.make("slice", [node], { start, limit, stride: shape.map(() => 1) }, subscript.span);
  }
  for (const { axis, indices, span } of lookups.reverse()) {
    const { dtype, bound } = indices.type;
    if (dtype !== "i32") context.fail("element-type", { what: "an index", expected: "whole numbers", found: dtype === "bool" ? "booleans" : "real numbers" }, span);
    const extent = node.type.shape[axis]!;
    if (bound && extent.sub(bound).atLeast(0) === false) {
      context.fail("index-bound", { what: textOf(span), found: String(bound), expected: String(extent) }, span, {
        notes: [{ name: textOf(subscript.target.span), text: [shapeText(shape), whence(target.trail)].filter(Boolean).join("   ") }],
      });
    }
    node = context.make("gather", [node, indices], { axis }, span, { texts: [textOf(subscript.target.span), textOf(span)] });
  }
  if (dropped.length > 0) {
    if (lookups.length > 0) context.fail("bad-index", { what: textOf(subscript.span) }, subscript.span);
    node = context.make("reshape", [node], { shape: node.type.shape.filter((_, i) => !dropped.includes(i)) }, subscript.span);
  }
  return tensor(node, dropped.length === 0 && lookups.length === 0 ? target.trail : undefined);
}

/** The entries by axis, with `...` spelled out. */
function spell(context: Context, subscript: ast.Subscript, rank: number): (ast.Subscript["items"][number] | undefined)[] {
  const at = subscript.items.findIndex((i) => i.kind === "ellipsis");
  const written = subscript.items.length - (at >= 0 ? 1 : 0);
  if (written > rank) context.fail("too-many-indices", { indices: written, rank }, subscript.span);
  if (at < 0) return [...subscript.items];
  const middle = Array.from({ length: rank - written }, () => undefined);
  return [...subscript.items.slice(0, at), ...middle, ...subscript.items.slice(at + 1)];
}

/** A position on an axis, counted from the end if negative, proven to be in range: 0 <= p <= size - room. */
function position(context: Context, value: Value, size: Size, span: Span, room: 0 | 1): Size {
  const written = asSize(context, value, span);
  const at = written.atLeast(0) === false ? written.add(size) : written;
  if (at.atLeast(0) === true && size.sub(at).atLeast(room) === true) return at;
  const never = at.atLeast(0) === false || size.sub(at).atLeast(room) === false;
  return context.fail(never ? "out-of-range" : "unproven-index", { what: "the index", size: String(written), limit: String(size) }, span, {
    help: never ? room === 0 ? `a slice of this axis ends at ${size} at most` : `the indices go from 0 to ${size.sub(1)}, or from the end -${size} to -1` : `\`0\` and \`-1\` always exist; others do if the input has a number in place of ${size.symbols().join(" and ")}`,
  });
}

/** A tensor at fixed positions of some axes, which are dropped; `undefined` keeps an axis whole. */
export function atFixed(context: Context, target: Tensor, positions: readonly (Value | undefined)[], spans: readonly Span[], span: Span): Node {
  const { shape } = target.node.type;
  const at = positions.map((value, axis) => (value?.kind === "number" || value?.kind === "size" ? position(context, value, shape[axis]!, spans[axis]!, 1) : undefined));
  if (at.every((p) => p === undefined)) return target.node;
  const start = at.map((p) => p ?? Size.of(0));
  const limit = at.map((p, axis) => p?.add(1) ?? shape[axis]!);
  const cut = context.make("slice", [target.node], { start, limit, stride: shape.map(() => 1) }, span);
  return context.make("reshape", [cut], { shape: shape.filter((_, axis) => at[axis] === undefined) }, span);
}
