import type { Span } from "../../base/source.ts";
import type * as ast from "../../syntax/ast.ts";
import { Size } from "../../types/size.ts";

/** A named index of one equation or reduction. Two reductions may use one name for two indices. */
export interface Index {
  readonly name: string;
  readonly span: Span;
  /** It runs over 0 .. range-1; set by `ranges.ts`. */
  range: Size | undefined;
}

/** The indices in force, inner ones first. */
export class Indices {
  private readonly own: ReadonlyMap<string, Index>;
  private readonly outer: Indices | undefined;

  constructor(own: readonly Index[], outer?: Indices) {
    this.own = new Map(own.map((index) => [index.name, index]));
    this.outer = outer;
  }

  find(name: string): Index | undefined {
    return this.own.get(name) ?? this.outer?.find(name);
  }
}

export function indexOf(identifier: ast.Identifier): Index {
  return { name: identifier.name, span: identifier.span, range: undefined };
}

/** `2*i + k - 1`: a sum of indices with whole factors, and a constant size. */
export interface Affine {
  readonly terms: ReadonlyMap<Index, number>;
  readonly constant: Size;
}

export function plain(affine: Affine): Index | undefined {
  const [only, second] = affine.terms;
  return only && !second && only[1] === 1 && affine.constant.isZero() ? only[0] : undefined;
}

/** The form of a written subscript, undefined if it is not affine or holds no index. `size` evaluates parts without one. */
export function affineOf(expression: ast.Expression, indices: Indices, size: (e: ast.Expression) => Size): Affine | undefined {
  // What names no index may be no size at all: the position of a scan, a whole number of a tensor.
  const form = mentions(expression, indices) ? combine(expression, indices, size) : undefined;
  return form && form.terms.size > 0 ? form : undefined;
}

function combine(expression: ast.Expression, indices: Indices, size: (e: ast.Expression) => Size): Affine | undefined {
  if (!mentions(expression, indices)) return { terms: new Map(), constant: size(expression) };
  if (expression.kind === "identifier") {
    const index = indices.find(expression.name);
    return index && { terms: new Map([[index, 1]]), constant: Size.of(0) };
  }
  if (expression.kind === "unary" && expression.operator === "-") return scaled(combine(expression.operand, indices, size), -1);
  if (expression.kind !== "binary") return undefined;
  const left = combine(expression.left, indices, size);
  const right = combine(expression.right, indices, size);
  if (!left || !right) return undefined;
  if (expression.operator === "+") return sum(left, right);
  if (expression.operator === "-") return sum(left, scaled(right, -1)!);
  if (expression.operator !== "*") return undefined;
  const factor = left.terms.size === 0 ? left.constant.constant() : right.terms.size === 0 ? right.constant.constant() : undefined;
  return factor === undefined ? undefined : scaled(left.terms.size === 0 ? right : left, factor);
}

function scaled(form: Affine | undefined, factor: number): Affine | undefined {
  return form && { terms: new Map([...form.terms].map(([index, c]) => [index, c * factor])), constant: form.constant.mul(factor) };
}

function sum(a: Affine, b: Affine): Affine {
  const terms = new Map(a.terms);
  for (const [index, c] of b.terms) terms.set(index, (terms.get(index) ?? 0) + c);
  for (const [index, c] of terms) if (c === 0) terms.delete(index);
  return { terms, constant: a.constant.add(b.constant) };
}

/** Whether an expression of numbers and operators names an index. */
export function mentions(expression: ast.Expression, indices: Indices): boolean {
  switch (expression.kind) {
    case "identifier": return indices.find(expression.name) !== undefined;
    case "unary": return mentions(expression.operand, indices);
    case "binary": return mentions(expression.left, indices) || mentions(expression.right, indices);
    case "subscript": return expression.items.some((item) => item.kind !== "slice" && item.kind !== "ellipsis" && mentions(item, indices));
    case "call": return expression.arguments.some((a) => mentions(a.value, indices));
    case "conditional": return [expression.condition, expression.then, expression.else].some((e) => mentions(e, indices));
    default: return false;
  }
}
