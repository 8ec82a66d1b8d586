import { Size } from "../types/size.ts";
import { asSize, k } from "./build.ts";
import type { Expression } from "./kernel.ts";
import { printExpression } from "./print.ts";
import { parts, withParts } from "./visit.ts";

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

/** How deep the loop of a local is; 0 outside of all loops. */
export type Depth = (local: string) => number;

/**
 * Index sums in the order in which loops are nested, outermost first, so that what an inner loop does not change is one
 * subexpression. `base` is what indices into one neighbourhood have in common: what is left of the constant comes
 * last, so that `x[at]` and `x[at + 784]` share `at`.
 */
export function sortSums(expression: Expression, depth: Depth, base: (terms: string) => Size | undefined = () => undefined): Expression {
  const isSum = expression.type === "i32" && expression.kind === "binary" && (expression.operator === "add" || expression.operator === "sub" || expression.operator === "mul");
  if (!isSum) return withParts(expression, (part) => sortSums(part, depth));
  const { terms, constant } = affine(expression);
  const common = base(termsKey(terms)) ?? constant;
  const ranked = terms
    .map(({ atom, factor }) => ({ atom: withParts(atom, (part) => sortSums(part, depth)), factor, rank: deepest(atom, depth) }))
    .toSorted((a, b) => a.rank - b.rank);
  const last = ranked.at(-1)?.rank ?? 0;
  const outer = ranked.filter((t) => t.rank < last);
  const inner = ranked.filter((t) => t.rank === last);
  const start = outer.length > 0 ? plusAll(k.int(0), outer, common) : k.int(0);
  const whole = plusAll(start, inner, outer.length > 0 ? Size.of(0) : common);
  return k.add(whole, k.size(constant.sub(common)));
}

/** Equal for sums that differ in their constant only. */
export function termsKey(terms: Affine["terms"]): string {
  return terms
    .map(({ atom, factor }) => `${factor.key}*${printExpression(atom)}`)
    .sort()
    .join("+");
}

interface Term {
  readonly atom: Expression;
  readonly factor: Size;
}

/** `total + a*2 - b + constant`; a sum that would begin with a minus begins with the constant. */
function plusAll(total: Expression, terms: readonly Term[], constant: Size): Expression {
  const isNegative = ({ factor }: Term): boolean => (factor.constant() ?? 0) < 0;
  const [first] = terms;
  const constantFirst = first !== undefined && terms.every(isNegative) && asSize(total)?.isZero() === true;
  const start = constantFirst ? k.size(constant) : total;
  const sum = terms.toSorted((a, b) => Number(isNegative(a)) - Number(isNegative(b))).reduce((all, { atom, factor }) => {
    const value = factor.constant();
    return value !== undefined && value < 0 ? k.sub(all, k.mul(atom, k.int(-value))) : k.add(all, k.mul(atom, k.size(factor)));
  }, start);
  return constantFirst ? sum : k.add(sum, k.size(constant));
}

function deepest(expression: Expression, depth: Depth): number {
  if (expression.kind === "local") return depth(expression.name);
  return parts(expression).reduce((most, part) => Math.max(most, deepest(part, depth)), 0);
}
