import type { Span } from "../../base/source.ts";
import type { Node } from "../../graph/graph.ts";
import type { Context } from "../context.ts";
import type { Trail } from "../trail.ts";
import { plain, type Affine, type Index } from "./index.ts";

/** A tensor whose axes stand for indices, each once. */
export interface Labelled {
  readonly kind: "labelled";
  readonly node: Node;
  readonly indices: readonly Index[];
  readonly trail: Trail | undefined;
  /** How it was read, if that was `x[n, i + k, c]`: a window, which a convolution can use as it stands. */
  readonly access?: { readonly node: Node; readonly forms: readonly Affine[] };
}

export function labelled(node: Node, indices: readonly Index[], trail?: Trail): Labelled {
  return { kind: "labelled", node, indices, trail };
}

/** The indices of several tensors, each once, in order of appearance. */
export function union(parts: readonly Labelled[]): Index[] {
  return [...new Set(parts.flatMap((p) => p.indices))];
}

/** The same tensor with its axes in the order of `indices`, repeated along those it lacks. */
export function spreadOver(context: Context, part: Labelled, indices: readonly Index[], span: Span): Node {
  const present = indices.filter((i) => part.indices.includes(i));
  const node = reorder(context, part, present, span);
  if (present.length === indices.length) return node;
  const axes = present.map((i) => indices.indexOf(i));
  return context.make("broadcast", [node], { shape: indices.map((i) => i.range!), axes }, span);
}

/** The axes of a tensor in another order of the same indices. */
export function reorder(context: Context, part: Labelled, indices: readonly Index[], span: Span): Node {
  const permutation = indices.map((i) => part.indices.indexOf(i));
  if (permutation.every((axis, i) => axis === i)) return part.node;
  return context.make("transpose", [part.node], { permutation }, span);
}

/** `x[n, i + k, c]` with a label for each index: subscripts that are not a lone index are looked up position by position. */
export function access(context: Context, node: Node, forms: readonly Affine[], trail: Trail | undefined, span: Span): Labelled {
  let read = node;
  const indices: Index[] = [];
  for (const form of forms) {
    const axis = indices.length;
    const alone = plain(form);
    const named = [...form.terms.keys()];
    if (!alone) read = context.make("gather", [read, positions(context, form, named, span)], { axis }, span);
    indices.push(...named);
  }
  const simple = forms.every((f) => plain(f));
  return diagonal(context, { kind: "labelled", node: read, indices, trail, ...(!simple && { access: { node, forms } }) }, span);
}

/** The values of `2*i + k` for all values of its indices. */
function positions(context: Context, form: Affine, named: readonly Index[], span: Span): Node {
  const shape = named.map((i) => i.range!);
  let sum: Node | undefined;
  for (const [axis, index] of named.entries()) {
    const value = scale(context, context.make("iota", [], { shape, axis }, span), form.terms.get(index)!, span);
    sum = sum ? context.make("add", [sum, value], {}, span) : value;
  }
  const offset = form.constant.isZero() ? undefined : context.make("size", [], { size: form.constant, dtype: "i32" }, span);
  if (!sum) throw new Error("a form without an index has no positions");
  return offset ? context.make("add", [sum, context.make("broadcast", [offset], { shape, axes: [] }, span)], {}, span) : sum;
}

function scale(context: Context, node: Node, factor: number, span: Span): Node {
  if (factor === 1) return node;
  const constant = context.make("broadcast", [context.constant(factor, span, "i32")], { shape: node.type.shape, axes: [] }, span);
  return context.make("mul", [node, constant], {}, span);
}

/** An index that stands on two axes, as in `a[i, i]`: of the second axis only the places equal to the first are kept. */
function diagonal(context: Context, part: Labelled, span: Span): Labelled {
  const twice = part.indices.findIndex((index, i) => part.indices.indexOf(index) < i);
  if (twice < 0) return part;
  const first = part.indices.indexOf(part.indices[twice]!);
  const { shape } = part.node.type;
  const [row, column] = [first, twice].map((axis) => context.make("iota", [], { shape, axis }, span)) as [Node, Node];
  const zero = context.make("broadcast", [context.constant(0, span, part.node.type.dtype)], { shape, axes: [] }, span);
  const kept = context.make("select", [context.make("eq", [row, column], {}, span), part.node, zero], {}, span);
  const reduced = context.make("reduce_sum", [kept], { axes: [twice] }, span);
  return diagonal(context, labelled(reduced, part.indices.filter((_, i) => i !== twice), part.trail), span);
}
