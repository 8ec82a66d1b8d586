import { effectsOf, expressionSize, isCompound, isUntouched } from "./effects.ts";
import type { Expression, Statement } from "./kernel.ts";
import { expressionsOf, mapStatement, substitute, walk, walkStatements } from "./visit.ts";

/** Longer expressions keep their names, for readers. */
const longest = 24;

/** Removes names that are used once or never, and those that only rename another. */
export function tidy(body: readonly Statement[]): readonly Statement[] {
  const done: Statement[] = [];
  let rest = body.map((s) => mapStatement(s, (e) => e, tidy));
  while (rest.length > 0) {
    const [statement, ...after] = rest;
    const replaced = statement!.kind === "let" ? withoutLet(statement!.name, statement!.value, after) : undefined;
    if (replaced) rest = replaced;
    else {
      done.push(statement!);
      rest = after;
    }
  }
  return done;
}

/** The statements after a `let` without its name, if that changes nothing. */
function withoutLet(name: string, value: Expression, after: readonly Statement[]): Statement[] | undefined {
  const uses = after.map((s) => usesIn(s, name));
  const total = uses.reduce((a, b) => a + b, 0);
  if (total === 0) return [...after];
  const last = uses.findLastIndex((n) => n > 0);
  const user = after[last]!;
  // Inside a loop it would be computed again and again, in a branch of a condition perhaps not, but it costs nothing if it is no operation.
  const direct = expressionsOf(user).reduce((sum, e) => sum + count(e, name), 0);
  const simple = !isCompound(value);
  if (!simple && (total !== 1 || direct !== 1 || user.kind === "for")) return undefined;
  if (!isUntouched(value, effectsOf(simple ? after.slice(0, last + 1) : after.slice(0, last)))) return undefined;
  if (!simple && expressionSize(value) > 3 && expressionSize(value) + Math.max(...expressionsOf(user).map(expressionSize)) > longest) return undefined;
  const replace = (e: Expression): Expression => substitute(e, (part) => (part.kind === "local" && part.name === name ? value : undefined));
  const inside = (s: Statement): Statement => mapStatement(s, replace, (b) => b.map(inside));
  return after.map(inside);
}

function usesIn(statement: Statement, name: string): number {
  let sum = 0;
  walkStatements([statement], (s) => {
    for (const e of expressionsOf(s)) sum += count(e, name);
  });
  return sum;
}

function count(expression: Expression, name: string): number {
  let found = 0;
  walk(expression, (e) => void (found += Number(e.kind === "local" && e.name === name)));
  return found;
}
