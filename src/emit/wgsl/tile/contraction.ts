import { asSize, k } from "../../../kernel/build.ts";
import type { Expression, For, Statement } from "../../../kernel/kernel.ts";
import { mentions, substitute } from "../../../kernel/visit.ts";
import type { Size } from "../../../types/size.ts";
import type { Axis } from "../axis.ts";

/** Sums of products of two factors, each of which depends on some axes of the result only: products of matrices, convolutions, their derivatives. */
export interface Contraction {
  /** Axes of the result on which both factors depend. */
  readonly shared: readonly Axis[];
  /** Those on which only the left factor depends, and only the right one. */
  readonly rows: readonly Axis[];
  readonly columns: readonly Axis[];
  readonly terms: readonly Axis[];
  /** Over these axes alone: every name in them is one. */
  readonly left: Expression;
  readonly right: Expression;
  /** What is done with a sum: before, in which the accumulator gets its first value, and behind. */
  readonly before: readonly Statement[];
  readonly accumulator: string;
  readonly behind: readonly Statement[];
}

/** The contraction that a thread for each place of the grid computes a sum of, if it is one. */
export function contractionOf(grid: readonly Axis[], body: readonly Statement[]): Contraction | undefined {
  const at = body.findIndex((s) => s.kind === "for");
  const loop = body[at];
  const before = body.slice(0, at);
  const variables = before.filter((s) => s.kind === "var");
  const [accumulator] = variables;
  if (loop?.kind !== "for" || variables.length !== 1 || accumulator?.kind !== "var" || before.some((s) => s.kind !== "let" && s.kind !== "var")) return undefined;
  if (body.slice(at + 1).some((s) => s.kind === "for" || s.kind === "assign")) return undefined;
  const inside = insideOf(loop, before);
  if (!inside) return undefined;
  const { terms, guards, value } = inside;
  const sum = value.kind === "assign" && value.name === accumulator.name ? inside.inline(value.value) : undefined;
  if (sum?.kind !== "binary" || sum.operator !== "add" || sum.type !== "f32" || sum.left.kind !== "local" || sum.left.name !== accumulator.name) return undefined;
  if (sum.right.kind !== "binary" || sum.right.operator !== "mul") return undefined;
  let [left, right] = [sum.right.left, sum.right.right];
  if (mentions(left, accumulator.name) || mentions(right, accumulator.name)) return undefined;
  const axesOf = (e: Expression): readonly Axis[] => grid.filter(({ index }) => mentions(e, index));
  // What is last in the result goes along the columns, so that neighbouring threads write side by side.
  const last = grid.at(-1);
  if (last && mentions(left, last.index) && !mentions(right, last.index)) [left, right] = [right, left];
  const [ofLeft, ofRight] = [axesOf(left), axesOf(right)];
  // A term that does not count is 0 by the factor that depends on what decides it.
  for (const guard of guards) {
    const needed = axesOf(guard);
    if (needed.every((axis) => ofLeft.includes(axis))) left = k.select(guard, left, k.const(0));
    else if (needed.every((axis) => ofRight.includes(axis))) right = k.select(guard, right, k.const(0));
    else return undefined;
  }
  if (grid.some((axis) => !ofLeft.includes(axis) && !ofRight.includes(axis))) return undefined;
  return {
    shared: ofLeft.filter((axis) => ofRight.includes(axis)),
    rows: ofLeft.filter((axis) => !ofRight.includes(axis)),
    columns: ofRight.filter((axis) => !ofLeft.includes(axis)),
    terms,
    left,
    right,
    before,
    accumulator: accumulator.name,
    behind: body.slice(at + 1),
  };
}

/** The loops of the terms with what is inside of the last; names for values are replaced by the values. */
function insideOf(loop: For, before: readonly Statement[]): { readonly terms: readonly Axis[]; readonly guards: readonly Expression[]; readonly value: Statement; readonly inline: (e: Expression) => Expression } | undefined {
  const known = new Map<string, Expression>();
  const inline = (e: Expression): Expression => substitute(e, (part) => (part.kind === "local" ? known.get(part.name) : undefined));
  const note = (statements: readonly Statement[]): void => {
    for (const s of statements) if (s.kind === "let") known.set(s.name, inline(s.value));
  };
  note(before);
  const terms: Axis[] = [];
  const guards: Expression[] = [];
  let body: readonly Statement[] = [loop];
  for (;;) {
    const next = body.at(-1);
    if (!next || !body.slice(0, -1).every((s) => s.kind === "let")) return undefined;
    note(body.slice(0, -1));
    if (next.kind === "if") {
      guards.push(inline(next.condition));
      body = next.then;
    } else if (next.kind === "for") {
      const axis = rangeOf(next, inline);
      if (!axis) return undefined;
      terms.push({ index: next.index, extent: axis.extent });
      guards.push(...axis.guards);
      body = next.body;
    } else return { terms, guards, value: next, inline };
  }
}

/** From 0 to an extent that is the same everywhere, with conditions for loops that begin later or end sooner somewhere. */
function rangeOf({ index, from, to }: For, inline: (e: Expression) => Expression): { readonly extent: Size; readonly guards: readonly Expression[] } | undefined {
  const [first, end] = [inline(from), inline(to)];
  const isFirst = asSize(first)?.isZero() === true || (first.kind === "binary" && first.operator === "max" && [first.left, first.right].some((e) => asSize(e)?.isZero()));
  const bound = end.kind === "binary" && end.operator === "min" ? (asSize(end.left) ?? asSize(end.right)) : asSize(end);
  if (!isFirst || !bound) return undefined;
  const i = k.local(index, "i32");
  return { extent: bound, guards: [...(asSize(first) ? [] : [k.ge(i, first)]), ...(asSize(end) ? [] : [k.lt(i, end)])] };
}
