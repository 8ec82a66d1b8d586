import { textOf, type Span } from "../base/source.ts";
import type { Node } from "../graph/graph.ts";
import type * as ast from "../syntax/ast.ts";
import { Size } from "../types/size.ts";
import { shapeText } from "../types/tensor.ts";
import { invoke } from "./call.ts";
import type { Context } from "./context.ts";
import { evaluate, evaluateWhole } from "./evaluate.ts";
import { elementAt } from "./scan.ts";
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

/** What is kept of one axis. */
type Selection =
  | { readonly kind: "range"; readonly from: Size; readonly to: Size }
  /** One place: the axis goes away. */
  | { readonly kind: "place"; readonly at: Size }
  /** The current place of a scan. */
  | { readonly kind: "position"; readonly value: Position; readonly span: Span }
  /** Places looked up in a tensor, whose axes take the place of this one. */
  | { readonly kind: "lookup"; readonly indices: Node; readonly span: Span };

type Position = Extract<Value, { kind: "position" }>;

function index(context: Context, target: Tensor, subscript: ast.Subscript, scope: Scope): Value {
  const { shape } = target.node.type;
  const entries = spell(context, subscript, shape.length);
  const selections = shape.map((size, axis) => selectionOf(context, entries[axis], size, subscript, scope));
  const whole = selections.every((s) => s.kind === "range");
  if (selections.some((s) => s.kind === "lookup") && selections.some((s) => s.kind === "place")) {
    context.fail("bad-index", { what: textOf(subscript.span) }, subscript.span);
  }
  return tensor(select(context, target, selections, subscript.span, textOf(subscript.target.span)), whole ? target.trail : undefined);
}

function selectionOf(context: Context, entry: ast.Subscript["items"][number] | undefined, size: Size, subscript: ast.Subscript, scope: Scope): Selection {
  if (entry === undefined || entry.kind === "ellipsis") return { kind: "range", from: Size.of(0), to: size };
  if (entry.kind === "slice") {
    const from = entry.from ? position(context, evaluate(context, entry.from, scope), size, entry.from.span, 0) : Size.of(0);
    const to = entry.to ? position(context, evaluate(context, entry.to, scope), size, entry.to.span, 0) : size;
    const length = to.sub(from);
    const held = length.atLeast(1);
    if (held === false) context.fail("empty-slice", { from: String(from), to: String(to) }, entry.span);
    if (held === undefined) context.program.builder.require({ kind: "at-least", size: length, least: 1, why: `\`${textOf(subscript.span)}\`` });
    return { kind: "range", from, to };
  }
  const value = evaluate(context, entry, scope);
  if (value.kind === "tensor") return { kind: "lookup", indices: value.node, span: entry.span };
  if (value.kind === "position") return { kind: "position", value, span: entry.span };
  return { kind: "place", at: position(context, value, size, entry.span, 1) };
}

/** The selected part of a tensor: elements of scans first, then one slice, then look-ups from the last axis on. */
function select(context: Context, target: Tensor, selections: readonly Selection[], span: Span, text: string): Node {
  let node = target.node;
  const left = [...selections];
  for (let axis = left.length - 1; axis >= 0; axis--) {
    const selection = left[axis]!;
    if (selection.kind !== "position") continue;
    node = elementAt(context, selection.value, node, axis, selection.span);
    left.splice(axis, 1);
  }
  const { shape } = node.type;
  const start = left.map((s) => (s.kind === "range" ? s.from : s.kind === "place" ? s.at : Size.of(0)));
  const limit = left.map((s, axis) => (s.kind === "range" ? s.to : s.kind === "place" ? s.at.add(1) : shape[axis]!));
  if (start.some((s, i) => !s.isZero() || !limit[i]!.equals(shape[i]!))) {
    node = context.make("slice", [node], { start, limit, stride: shape.map(() => 1) }, span);
  }
  for (let axis = left.length - 1; axis >= 0; axis--) {
    const selection = left[axis]!;
    if (selection.kind === "lookup") node = lookUp(context, node, axis, selection, target, span, text);
  }
  const dropped = left.flatMap((s, axis) => (s.kind === "place" ? [axis] : []));
  if (dropped.length === 0) return node;
  return context.make("reshape", [node], { shape: node.type.shape.filter((_, i) => !dropped.includes(i)) }, span);
}

function lookUp(context: Context, node: Node, axis: number, { indices, span: at }: Extract<Selection, { kind: "lookup" }>, target: Tensor, span: Span, text: string): Node {
  const { dtype, bound } = indices.type;
  if (dtype !== "i32") context.fail("element-type", { what: "an index", expected: "whole numbers", found: dtype === "bool" ? "booleans" : "real numbers" }, at);
  const extent = node.type.shape[axis]!;
  if (bound && extent.sub(bound).atLeast(0) === false) {
    context.fail("index-bound", { what: textOf(at), found: String(bound), expected: String(extent) }, at, {
      notes: [{ name: text, text: [shapeText(target.node.type.shape), whence(target.trail)].filter(Boolean).join("   ") }],
    });
  }
  return context.make("gather", [node, indices], { axis }, span, { texts: [text, textOf(at)] });
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
  // Every axis has an element, even where its size (`floor(H/2)`) is not known to be positive: what made it requires that.
  const constant = written.constant();
  if (constant !== undefined && (constant < 0 ? -constant : constant + room) <= 1) return at;
  // What made the values at hand requires something of their sizes, too: the height of `y[:, 1:]` is at least 1.
  const { requirements } = context.program;
  const known = (length: Size, least: number): boolean =>
    length.atLeast(least) === true || requirements.some((r) => r.kind === "at-least" && length.sub(r.size).add(r.least).atLeast(least) === true);
  if (known(at, 0) && known(size.sub(at), room)) return at;
  const never = at.atLeast(0) === false || size.sub(at).atLeast(room) === false;
  return context.fail(never ? "out-of-range" : "unproven-index", { what: "the index", size: String(written), limit: String(size) }, span, {
    help: never ? room === 0 ? `a slice of this axis ends at ${size} at most` : `the indices go from 0 to ${size.sub(1)}, or from the end -${size} to -1` : `\`0\` and \`-1\` always exist; others do if the input has a number in place of ${size.symbols().join(" and ")}`,
  });
}

/** A tensor at fixed places of some axes, which are dropped; `undefined` keeps an axis whole. */
export function atFixed(context: Context, target: Tensor, places: readonly (Value | undefined)[], spans: readonly Span[], span: Span): Node {
  const { shape } = target.node.type;
  const selections = places.map((value, axis): Selection => {
    if (value?.kind === "position") return { kind: "position", value, span: spans[axis]! };
    if (value?.kind === "number" || value?.kind === "size") return { kind: "place", at: position(context, value, shape[axis]!, spans[axis]!, 1) };
    return { kind: "range", from: Size.of(0), to: shape[axis]! };
  });
  return select(context, target, selections, span, textOf(span));
}
