import { Size } from "../types/size.ts";
import { asSize, k } from "./build.ts";
import type { Expression } from "./kernel.ts";
import { printExpression } from "./print.ts";
import { withParts } from "./visit.ts";

/** A sum of multiples: `4*n*784 + i*28 + j + 3`. */
export interface Affine {
  readonly terms: readonly { readonly atom: Expression; readonly factor: Size }[];
  readonly constant: Size;
}

/** An i32 expression as a sum, products with constants multiplied out. */
export function affine(expression: Expression): Affine {
  const terms = new Map<string, { atom: Expression; factor: Size }>();
  let constant = Size.of(0);
  const visit = (e: Expression, factor: Size): void => {
    const size = asSize(e);
    if (size) constant = constant.add(size.mul(factor));
    else if (e.kind === "unary" && e.operator === "neg") visit(e.operand, factor.mul(-1));
    else if (e.kind === "binary" && (e.operator === "add" || e.operator === "sub")) {
      visit(e.left, factor);
      visit(e.right, e.operator === "add" ? factor : factor.mul(-1));
    } else if (e.kind === "binary" && e.operator === "mul" && asSize(e.right)) visit(e.left, factor.mul(asSize(e.right)!));
    else {
      const key = printExpression(e);
      const sum = (terms.get(key)?.factor ?? Size.of(0)).add(factor);
      terms.set(key, { atom: e, factor: sum });
    }
  };
  visit(expression, Size.of(1));
  return { terms: [...terms.values()].filter((t) => !t.factor.isZero()), constant };
}

/**
 * Index sums in the order in which loops are nested, outermost first, so that what an inner loop does not change is one
 * subexpression. `depth` tells how deep the loop of a name is.
 */
export function sortSums(expression: Expression, depth: (local: string) => number): Expression {
  const isSum = expression.type === "i32" && expression.kind === "binary" && (expression.operator === "add" || expression.operator === "sub" || expression.operator === "mul");
  if (!isSum) return withParts(expression, (part) => sortSums(part, depth));
  const { terms, constant } = affine(expression);
  const ranked = terms
    .map(({ atom, factor }) => ({ atom: withParts(atom, (part) => sortSums(part, depth)), factor, rank: deepest(atom, depth) }))
    .toSorted((a, b) => a.rank - b.rank);
  const last = ranked.at(-1)?.rank ?? 0;
  const outer = ranked.filter((t) => t.rank < last);
  const inner = ranked.filter((t) => t.rank === last);
  const sum = (start: Expression, list: typeof ranked): Expression => list.reduce((total, { atom, factor }) => plus(total, atom, factor), start);
  const start = outer.length > 0 ? k.add(sum(k.int(0), outer), k.size(constant)) : k.int(0);
  const whole = sum(start, inner);
  return outer.length > 0 ? whole : k.add(whole, k.size(constant));
}

/** `total + atom * factor`, as a difference for negative factors. */
function plus(total: Expression, atom: Expression, factor: Size): Expression {
  const value = factor.constant();
  const isZero = asSize(total)?.isZero() === true;
  if (value !== undefined && value < 0 && !isZero) return k.sub(total, k.mul(atom, k.int(-value)));
  return k.add(total, k.mul(atom, k.size(factor)));
}

function deepest(expression: Expression, depth: (local: string) => number): number {
  if (expression.kind === "local") return depth(expression.name);
  let most = 0;
  withParts(expression, (part) => {
    most = Math.max(most, deepest(part, depth));
    return part;
  });
  return most;
}
