import type { Fresh } from "./computation.ts";
import { effectsOf, isCompound, isSpeculable, isUntouched } from "./effects.ts";
import { hintFor } from "./hoist.ts";
import type { Expression, Statement } from "./kernel.ts";
import { printExpression } from "./print.ts";
import { expressionsOf, mapStatement, walk, withParts } from "./visit.ts";

/** Computes equal expressions of one block once. */
export function shareExpressions(body: readonly Statement[], fresh: Fresh): readonly Statement[] {
  return shareBlock(body, new Map(), fresh);
}

/** Expressions whose values have a name. */
type Available = Map<string, { readonly expression: Expression; readonly local: Expression }>;

function shareBlock(body: readonly Statement[], outer: Available, fresh: Fresh): readonly Statement[] {
  const counts = countIn(body);
  const available: Available = new Map(outer);
  const shared: Statement[] = [];
  for (const statement of body) {
    let certain: ReadonlySet<string> | undefined;
    const isCertain = (key: string): boolean => (certain ??= certainIn(statement)).has(key);
    const replace = (e: Expression, conditional: boolean, buffer?: string): Expression => {
      if (!isCompound(e)) return e;
      const key = keyOf(e);
      const known = available.get(key);
      if (known) return known.local;
      const parts = insideOf(e, conditional, buffer, replace);
      if ((counts.get(key) ?? 0) < 2 || (conditional && !isSpeculable(e) && !isCertain(key))) return parts;
      const name = fresh(hintFor(e, buffer).replace(/_row$/, "_at"));
      const local: Expression = { kind: "local", type: e.type, name };
      shared.push({ kind: "let", name, value: parts });
      available.set(key, { expression: e, local });
      return local;
    };
    // What a loop changes has no value yet when its bounds are computed, but then holds no longer.
    const touched = effectsOf([statement]);
    const direct = statement.kind === "let" && isCompound(statement.value) ? statement : undefined;
    const known = direct && available.has(keyOf(direct.value));
    const next: Statement =
      direct && !known
        ? { ...direct, value: insideOf(direct.value, false, undefined, replace) }
        : statement.kind === "store"
          ? { ...statement, index: replace(statement.index, false, statement.buffer), value: replace(statement.value, false) }
          : mapStatement(statement, (e) => replace(e, false), (b) => b);
    for (const [key, { expression }] of available) if (!isUntouched(expression, touched)) available.delete(key);
    if (direct) available.set(keyOf(direct.value), { expression: direct.value, local: { kind: "local", type: direct.value.type, name: direct.name } });
    shared.push(mapStatement(next, (e) => e, (b) => shareBlock(b, available, fresh)));
  }
  return shared;
}

/** The parts of an expression replaced, with what is known of each: conditional or not, inside which buffer's index. */
function insideOf(
  e: Expression,
  conditional: boolean,
  buffer: string | undefined,
  replace: (e: Expression, conditional: boolean, buffer?: string) => Expression,
): Expression {
  switch (e.kind) {
    case "load":
      return { ...e, index: replace(e.index, conditional, e.buffer) };
    case "select":
      return { ...e, condition: replace(e.condition, conditional), then: replace(e.then, true), else: replace(e.else, true) };
    case "binary": {
      const lazy = e.operator === "and" || e.operator === "or";
      return { ...e, left: replace(e.left, conditional, buffer), right: replace(e.right, conditional || lazy, buffer) };
    }
    default:
      return withParts(e, (part) => replace(part, conditional, buffer));
  }
}

/** What a statement computes whatever its conditions say: `exp(x)` in `(x > 0 ? 1 : exp(x)) / (1 + exp(x))`. */
function certainIn(statement: Statement): ReadonlySet<string> {
  const keys = new Set<string>();
  const note = (e: Expression, conditional: boolean): Expression => {
    if (conditional || !isCompound(e)) return e;
    keys.add(keyOf(e));
    return insideOf(e, false, undefined, note);
  };
  for (const e of expressionsOf(statement)) note(e, false);
  return keys;
}

function countIn(body: readonly Statement[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const statement of body)
    for (const expression of expressionsOf(statement))
      walk(expression, (e) => {
        if (isCompound(e)) counts.set(keyOf(e), (counts.get(keyOf(e)) ?? 0) + 1);
      });
  return counts;
}

function keyOf(e: Expression): string {
  return `${e.type} ${printExpression(e)}`;
}
