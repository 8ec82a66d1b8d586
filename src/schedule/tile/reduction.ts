import { sameExpression } from "../../kernel/build.ts";
import type { Expression, For, Statement } from "../../kernel/kernel.ts";
import { mentions, walk } from "../../kernel/visit.ts";
import { nestOf, rebuild, strideOf } from "./loop-nest.ts";

type Assign = Extract<Statement, { kind: "assign" }>;

/** `sum = sum + x[...] * w[...]` inside loops: what register tiles are for. */
export interface Reduction {
  readonly loops: readonly For[];
  /** What the innermost loop reads. */
  readonly loads: readonly Extract<Expression, { kind: "load" }>[];
  /** Accumulators of one result. */
  readonly accumulators: number;
}

/** The reduction that the loops of a statement compute, if it is plain sums, products, maxima or minima. */
export function reductionOf(statement: Statement): Reduction | undefined {
  const { loops, body } = nestOf(statement);
  const [only, ...more] = body;
  const steps = accumulations(only?.kind === "if" && more.length === 0 ? only.then : body);
  if (loops.length === 0 || !steps) return undefined;
  const loads: Extract<Expression, { kind: "load" }>[] = [];
  let operations = 0;
  for (const { value } of steps)
    walk(value, (e) => {
      if (e.kind === "load" && !loads.some((load) => sameExpression(load, e))) loads.push(e);
      if (e.kind === "call" || e.kind === "select") operations += 100;
      if (e.type === "f32" && (e.kind === "binary" || e.kind === "unary")) operations += 1;
    });
  return operations <= 6 * steps.length && loads.length > 0 ? { loops, loads, accumulators: steps.length } : undefined;
}

/** The statements as steps of reductions, each with an accumulator of its own that no other reads; undefined if they are anything else. */
function accumulations(body: readonly Statement[]): readonly Assign[] | undefined {
  const steps = body.flatMap((s) => (s.kind === "assign" && accumulates(s.name, s.value) ? [s] : []));
  const alone = steps.every((s) => steps.every((other) => other === s || (other.name !== s.name && !mentions(other.value, s.name))));
  return steps.length > 0 && steps.length === body.length && alone ? steps : undefined;
}

/** Whether a loop does nothing but reductions of reals, in every turn of all its loops. */
export function isPlainReduction(statement: For): boolean {
  const { loops, body } = nestOf(statement);
  const independent = loops.every((loop) => loops.every((other) => !mentions(loop.from, other.index) && !mentions(loop.to, other.index)));
  return independent && accumulations(body)?.every(({ value }) => value.type === "f32") === true;
}

/** The loops of a reduction with this one innermost. */
export function withInnermost(fold: For, loop: For): For {
  const { loops, body } = nestOf(fold);
  const [first] = rebuild({ loops: [...loops.filter((other) => other !== loop), loop], body });
  return first?.kind === "for" ? first : fold;
}

/** Whether the order in which elements come does not matter (but for rounding): `a = a + e`, e without a. */
function accumulates(name: string, value: Expression): boolean {
  if (value.kind !== "binary" || !["add", "mul", "min", "max"].includes(value.operator)) return false;
  return value.left.kind === "local" && value.left.name === name && !mentions(value.right, name);
}

/** The loops of a reduction with the one that reads most nearly side by side innermost. */
export function withNearestInnermost(statement: Statement): Statement {
  const reduction = reductionOf(statement);
  if (!reduction) return statement;
  const { loops, loads } = reduction;
  const independent = loops.every((loop) => loops.every((other) => !mentions(loop.from, other.index) && !mentions(loop.to, other.index)));
  if (!independent) return statement;
  const distance = (loop: For): number => loads.reduce((sum, load) => sum + Math.abs(strideOf(load.index, loop.index) ?? 1e6), 0);
  const sorted = loops.toSorted((a, b) => distance(b) - distance(a));
  return rebuild({ loops: sorted, body: nestOf(statement).body })[0]!;
}
