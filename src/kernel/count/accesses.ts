import type { Expression, Statement } from "../kernel.ts";
import { bodyOf, expressionsOf, parts } from "../visit.ts";
import { type Box, boxOf } from "./box.ts";
import { type Form, formOf, type Names, rangeOf, type Turns } from "./form.ts";
import { narrowed, shareOf } from "./narrow.ts";

/** Where a buffer is read and written. What the same statements wrote before is not read from memory. */
export interface Accesses {
  readonly read: readonly Box[];
  readonly written: readonly Box[];
}

/** What of a `select` is evaluated: what it needs, or both values, as processors without branches do. */
export type Choice = "needed" | "both";

/** What some statements read and write of each buffer, as the loops that they know turn. */
export function accessesOf(body: readonly Statement[], names: Names, choice: Choice): ReadonlyMap<string, Accesses> {
  const all = new Map<string, { read: Box[]; written: Box[] }>();
  const scope = scopeOf(names);
  for (const statement of body) {
    const before = new Map([...all].map(([name, { written }]) => [name, [...written]]));
    visit(statement, scope, choice, (buffer, kind, box) => {
      const own = kind === "read" && (before.get(buffer) ?? []).some((store) => store.least <= box.least && box.most <= store.most);
      const known = all.get(buffer) ?? { read: [], written: [] };
      if (!own) known[kind].push(box);
      all.set(buffer, known);
    });
  }
  return all;
}

/** Names, and those that a statement brings in for what is behind it and in it; undefined where the statement does nothing. */
export function within(names: Names, s: Statement): Names | undefined {
  return enter(s, scopeOf(names));
}

interface Scope extends Names {
  readonly loops: Map<string, Turns>;
  readonly lets: Map<string, Form>;
}

type Found = (buffer: string, kind: keyof Accesses, box: Box) => void;

function scopeOf(names: Names): Scope {
  return { ...names, loops: new Map(names.loops), lets: new Map(names.lets) };
}

/** Names are unique along a path of scopes, and what a scope leaves behind nobody reads. */
function visit(s: Statement, scope: Scope, choice: Choice, found: Found): void {
  for (const e of expressionsOf(s)) visitExpression(e, scope, choice, found);
  if (s.kind === "store") found(s.buffer, "written", boxOf(formOf(s.index, scope), scope));
  const inside = enter(s, scope);
  if (!inside) return;
  const share = s.kind === "if" ? shareOf(scope, s.condition) : 1;
  const foundInside: Found = share === 1 ? found : (buffer, kind, box) => found(buffer, kind, { ...box, times: box.times * share });
  for (const inner of bodyOf(s)) visit(inner, inside, choice, foundInside);
}

function enter(s: Statement, scope: Scope): Scope | undefined {
  if (s.kind === "let" && s.value.type === "i32") scope.lets.set(s.name, formOf(s.value, scope));
  if (s.kind === "for") {
    const turns = { least: rangeOf(formOf(s.from, scope), scope).least, most: rangeOf(formOf(s.to, scope), scope).most - 1 };
    if (turns.most < turns.least) return undefined;
    scope.loops.set(s.index, turns);
  }
  const inside = s.kind === "if" ? narrowed(scope, s.condition, true) : scope;
  return isEmpty(inside) ? undefined : inside;
}

function visitExpression(e: Expression, scope: Scope, choice: Choice, found: Found): void {
  if (e.kind === "load") found(e.buffer, "read", boxOf(formOf(e.index, scope), scope));
  if (e.kind !== "select" || choice === "both") return parts(e).forEach((part) => visitExpression(part, scope, choice, found));
  visitExpression(e.condition, scope, choice, found);
  for (const [branch, holds] of [[e.then, true], [e.else, false]] as const) {
    const inside = narrowed(scope, e.condition, holds);
    if (!isEmpty(inside)) visitExpression(branch, inside, choice, found);
  }
}

/** Whether a condition leaves no turn of some loop. */
function isEmpty({ loops }: Names): boolean {
  return [...loops.values()].some(({ least, most }) => most < least);
}
