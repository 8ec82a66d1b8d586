import { affine } from "../../../kernel/affine.ts";
import { asSize } from "../../../kernel/build.ts";
import type { Expression } from "../../../kernel/kernel.ts";
import { substitute } from "../../../kernel/visit.ts";
import { Size } from "../../../types/size.ts";

/** The least and the greatest value that the index of a loop has. */
export interface Range {
  readonly least: Size;
  readonly most: Size;
}

/** What is known where an expression stands. */
export interface Surroundings {
  /** Of indices of loops, those over kernels among them. */
  readonly ranges: ReadonlyMap<string, Range>;
  /** What names of values stand for, without such names. */
  readonly values: ReadonlyMap<string, Expression>;
  /** Indices of loops over kernels, which are sizes to a kernel. */
  readonly positions: readonly string[];
}

/** A whole number as multiples of indices of loops and a constant, for all values of the sizes. */
export interface Linear {
  readonly factors: ReadonlyMap<string, Size>;
  readonly constant: Size;
}

/** The value of an expression with names of values replaced by the values. */
export function inlined(e: Expression, { values }: Surroundings): Expression {
  return substitute(e, (part) => (part.kind === "local" ? values.get(part.name) : undefined));
}

/** Undefined for what is no such sum. */
export function linear(e: Expression, around: Surroundings): Linear | undefined {
  const { terms, constant } = affine(inlined(e, around));
  const factors = new Map<string, Size>();
  for (const { atom, factor } of terms) {
    if (atom.kind !== "local" || !around.ranges.has(atom.name) || around.positions.some((position) => factor.symbols().includes(position))) return undefined;
    factors.set(atom.name, factor);
  }
  let rest = constant;
  for (const position of around.positions) {
    if (!rest.symbols().includes(position)) continue;
    const at = (value: number): Size => rest.substitute(new Map([[position, Size.of(value)]]));
    const factor = at(1).sub(at(0));
    if (!at(0).add(factor.mul(Size.index(position))).equals(rest)) return undefined;
    if (!factor.isZero()) factors.set(position, factor);
    rest = at(0);
  }
  return { factors, constant: rest };
}

/** The least and the greatest value of a sum; undefined where the sign of a factor is not known. */
export function rangeOf({ factors, constant }: Linear, ranges: Surroundings["ranges"]): Range | undefined {
  let [least, most] = [constant, constant];
  for (const [index, factor] of factors) {
    const range = ranges.get(index);
    const rises = factor.atLeast(0) === true;
    if (!range || (!rises && factor.mul(-1).atLeast(0) !== true)) return undefined;
    least = least.add(factor.mul(rises ? range.least : range.most));
    most = most.add(factor.mul(rises ? range.most : range.least));
  }
  return { least, most };
}

/** What a loop with these bounds goes through; undefined for bounds of which nothing is known. */
export function turnsOf(from: Expression, to: Expression, around: Surroundings): Range | undefined {
  const [least, end] = [bound(inlined(from, around), "max", around), bound(inlined(to, around), "min", around)];
  return least && end && { least, most: end.sub(1) };
}

/** A bound of an expression: of the larger of two, either is a lower one; of the smaller, either is an upper one. */
function bound(e: Expression, extreme: "min" | "max", around: Surroundings): Size | undefined {
  const size = asSize(e);
  if (size && !size.symbols().some((symbol) => around.positions.includes(symbol))) return size;
  if (e.kind === "binary" && e.operator === extreme) return bound(e.left, extreme, around) ?? bound(e.right, extreme, around);
  const sum = linear(e, around);
  const range = sum && rangeOf(sum, around.ranges);
  return extreme === "min" ? range?.most : range?.least;
}

/** The surroundings where a condition holds, or where it does not: `j < 128` leaves 128 turns of `j`. Other conditions tell nothing. */
export function where(around: Surroundings, condition: Expression, holds: boolean): Surroundings {
  const e = inlined(condition, around);
  if (e.kind === "unary" && e.operator === "not") return where(around, e.operand, !holds);
  if (e.kind !== "binary") return around;
  if (e.operator === (holds ? "and" : "or")) return where(where(around, e.left, holds), e.right, holds);
  if (e.left.type !== "i32") return around;
  switch (e.operator) {
    case "lt":
      return holds ? below(around, e.left, e.right, 1) : below(around, e.right, e.left, 0);
    case "le":
      return holds ? below(around, e.left, e.right, 0) : below(around, e.right, e.left, 1);
    case "gt":
      return holds ? below(around, e.right, e.left, 1) : below(around, e.left, e.right, 0);
    case "ge":
      return holds ? below(around, e.right, e.left, 0) : below(around, e.left, e.right, 1);
    default:
      return around;
  }
}

/** Where `left + by <= right`, and one index, as it is, decides it. */
function below(around: Surroundings, left: Expression, right: Expression, by: number): Surroundings {
  const [a, b] = [linear(left, around), linear(right, around)];
  if (!a || !b || a.factors.size + b.factors.size !== 1) return around;
  const [[index, factor] = []] = [...a.factors, ...b.factors];
  const range = index === undefined ? undefined : around.ranges.get(index);
  if (index === undefined || !range || factor?.equals(1) !== true) return around;
  const narrowed = a.factors.size === 1 ? { least: range.least, most: smaller(range.most, b.constant.sub(a.constant).sub(by)) } : { least: larger(range.least, a.constant.sub(b.constant).add(by)), most: range.most };
  return { ...around, ranges: new Map(around.ranges).set(index, narrowed) };
}

/** Of two bounds that both hold, the one that says more, if it is known which. */
function smaller(known: Size, other: Size): Size {
  return other.atLeast(known) === true ? known : other;
}

function larger(known: Size, other: Size): Size {
  return known.atLeast(other) === true ? known : other;
}
