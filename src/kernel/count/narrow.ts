import type { Expression } from "../kernel.ts";
import { mentions } from "../visit.ts";
import { formOf, type Names, rangeOf } from "./form.ts";

/** What loops go through where a condition holds, or does not: `i < 4` leaves four turns of `i`. Other conditions change nothing. */
export function narrowed<N extends Names>(names: N, condition: Expression, holds: boolean): N {
  if (condition.kind === "unary" && condition.operator === "not") return narrowed(names, condition.operand, !holds);
  if (condition.kind !== "binary") return names;
  const { operator, left, right } = condition;
  if (operator === (holds ? "and" : "or")) return narrowed(narrowed(names, left, holds), right, holds);
  if (left.type !== "i32") return names;
  switch (operator) {
    case "lt":
      return holds ? below(names, left, right, 1) : below(names, right, left, 0);
    case "le":
      return holds ? below(names, left, right, 0) : below(names, right, left, 1);
    case "gt":
      return holds ? below(names, right, left, 1) : below(names, left, right, 0);
    case "ge":
      return holds ? below(names, right, left, 0) : below(names, left, right, 1);
    default:
      return names;
  }
}

/** The part of all runs that meet a condition which holds in one turn of a loop, and who knows in which: `i == id[j]`. */
export function shareOf(names: Names, condition: Expression): number {
  if (condition.kind !== "binary" || condition.operator !== "eq" || condition.left.type !== "i32") return 1;
  for (const [index, other] of [[condition.left, condition.right], [condition.right, condition.left]] as const) {
    if (index.kind !== "local" || mentions(other, index.name)) continue;
    const [turns, extent] = [names.loops.get(index.name), names.extents?.get(index.name)];
    if (turns && extent !== undefined && formOf(other, names).loose) return (turns.most - turns.least + 1) / extent;
  }
  return 1;
}

/** Where `left + by <= right`, and one loop decides it. */
function below<N extends Names>(names: N, left: Expression, right: Expression, by: number): N {
  const { constant, factors, loose } = formOf({ kind: "binary", type: "i32", operator: "sub", left, right }, names);
  const [[loop, factor] = [], ...others] = [...factors];
  if (loop === undefined || factor === undefined || others.length > 0 || loose) return names;
  // factor * i + constant + by <= 0
  const bound = -(constant + by) / factor;
  const { least, most } = rangeOf({ constant: 0, factors: new Map([[loop, 1]]) }, names);
  const turns = factor > 0 ? { least, most: Math.min(most, Math.floor(bound)) } : { least: Math.max(least, Math.ceil(bound)), most };
  return { ...names, loops: new Map(names.loops).set(loop, turns) };
}
