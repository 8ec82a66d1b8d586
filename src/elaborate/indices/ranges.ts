import { textOf, type Span } from "../../base/source.ts";
import type * as ast from "../../syntax/ast.ts";
import { children, type Node as Tree } from "../../syntax/visit.ts";
import type { Size } from "../../types/size.ts";
import type { Context } from "../context.ts";
import { evaluate } from "../evaluate.ts";
import type { Scope } from "../scope.ts";
import { evaluateSize } from "../types.ts";
import { affineOf, indexOf, Indices, plain, type Affine, type Index } from "./index.ts";

/** One written subscript: on an axis of this size stands this form. */
interface Use {
  readonly form: Affine;
  readonly size: Size;
  readonly span: Span;
}

/** The indices each reduction of an equation introduces. */
export type Introduced = ReadonlyMap<ast.Base, readonly Index[]>;

/**
 * Finds the range of every index of an expression from the shapes it subscripts: `x[i]` gives i the size of the axis;
 * `x[i + k]` gives i what k leaves of it. All uses of an index must agree, and every subscript is proven to be in bounds.
 */
export function inferRanges(context: Context, expression: ast.Expression, outer: Indices, own: readonly Index[], scope: Scope): Introduced {
  const uses: Use[] = [];
  const introduced = new Map<ast.Base, readonly Index[]>();
  const all: Index[] = [...own];
  const walk = (node: Tree, indices: Indices): void => {
    let inside = indices;
    const named = introducedBy(node, indices);
    if (named.length > 0) {
      introduced.set(node, named);
      all.push(...named);
      inside = new Indices(named, indices);
    }
    if (node.kind === "subscript") collect(context, node, inside, scope, uses);
    for (const child of children(node)) walk(child, inside);
  };
  walk(expression, outer);
  for (const use of uses) {
    const index = plain(use.form);
    if (index) settle(context, index, use.size, use.span);
  }
  for (let changed = true; changed; ) {
    changed = false;
    for (const use of uses) changed = solve(context, use) || changed;
  }
  for (const index of all) {
    if (!index.range) {
      context.fail("unknown-range", { name: index.name }, index.span, { help: `write \`${index.name}\` alone in a subscript: \`x[${index.name}]\`` });
    }
  }
  for (const use of uses) prove(context, use);
  return introduced;
}

/** `sum[i] e` introduces i; so does `logsumexp[i](e)` unless i stands already, as in `softmax[i](e)`. */
function introducedBy(node: Tree, indices: Indices): Index[] {
  if (node.kind === "reduction") return node.indices.map(indexOf);
  if (node.kind !== "call" || node.callee.kind !== "subscript") return [];
  const names = node.callee.items.filter((item) => item.kind === "identifier");
  return names.length === node.callee.items.length && names.every((n) => !indices.find(n.name)) ? names.map(indexOf) : [];
}

function collect(context: Context, subscript: ast.Subscript, indices: Indices, scope: Scope, uses: Use[]): void {
  if (subscript.target.kind === "identifier" && indices.find(subscript.target.name)) return;
  const forms = subscript.items.map((item) =>
    item.kind === "slice" || item.kind === "ellipsis" ? undefined : affineOf(item, indices, (e) => evaluateSize(context, e, scope)),
  );
  if (forms.every((f) => f === undefined)) return;
  const target = evaluate(context, subscript.target, scope);
  if (target.kind !== "tensor") return;
  const { shape } = target.node.type;
  const dots = subscript.items.findIndex((item) => item.kind === "ellipsis");
  for (const [i, form] of forms.entries()) {
    const axis = dots >= 0 && i > dots ? shape.length - (forms.length - i) : i;
    const size = shape[axis];
    if (form && size) uses.push({ form, size, span: subscript.items[i]!.span });
  }
}

function settle(context: Context, index: Index, range: Size, span: Span): boolean {
  if (!index.range) {
    index.range = range;
    return true;
  }
  if (!index.range.equals(range)) context.fail("index-range", { name: index.name, first: String(index.range), now: String(range) }, span);
  return false;
}

/** The range of the only index without one: the largest that keeps the subscript below the size. */
function solve(context: Context, { form, size, span }: Use): boolean {
  const open = [...form.terms].filter(([index]) => !index.range);
  const [unknown] = open;
  if (open.length !== 1 || !unknown || unknown[1] < 1) return false;
  const others = [...form.terms].filter(([index]) => index.range);
  const highest = others.reduce((sum, [index, c]) => (c > 0 ? sum.add(index.range!.sub(1).mul(c)) : sum), form.constant);
  return settle(context, unknown[0], size.sub(1).sub(highest).floorDiv(unknown[1]).add(1), span);
}

function prove(context: Context, { form, size, span }: Use): void {
  let [low, high] = [form.constant, form.constant];
  for (const [index, c] of form.terms) {
    const reach = index.range!.sub(1).mul(c);
    if (c > 0) high = high.add(reach);
    else low = low.add(reach);
  }
  if (low.atLeast(0) === true && size.sub(1).sub(high).atLeast(0) === true) return;
  context.fail("index-bounds", { what: textOf(span), low: String(low), high: String(high), size: String(size) }, span);
}
