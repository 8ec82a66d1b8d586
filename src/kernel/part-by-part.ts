import { affine } from "./affine.ts";
import { asSize, k } from "./build.ts";
import type { Expression, For, Statement } from "./kernel.ts";
import { expressionsOf, mapStatement, substitute, walk, walkStatements } from "./visit.ts";

/** Of one statement: a loop for each is longer to read and to load. */
const mostParts = 8;

/**
 * Cuts loops where a condition on their index alone changes that decides on loads: what was put together of parts is then made part by part,
 * each by a loop that asks nothing. Turns are independent, so that those of one part may all come before those of the next.
 */
export function partByPart(body: readonly Statement[]): readonly Statement[] {
  return body.flatMap((statement) => (isNest(statement) ? cut(statement, mostParts) : [statement]));
}

/** Whether a statement is nothing but loops, each in the other, around what has none. What goes on for long inside is no better for being written again. */
export function isNest(statement: Statement): statement is For {
  if (statement.kind !== "for" || !statement.independent) return false;
  const [only, ...more] = statement.body;
  return statement.body.every((s) => s.kind !== "for") || (more.length === 0 && only !== undefined && isNest(only));
}

/** At each place where that makes no more than so many parts: what is all padding needs no cut along another axis. */
function cut(loop: For, most: number): readonly Statement[] {
  const places = [0, ...breaks(loop)];
  const end = asSize(loop.to)?.constant();
  const inside = (part: For, left: number): For => ({ ...part, body: part.body.flatMap((s) => (isNest(s) ? cut(s, left) : [s])) });
  if (places.length === 1 || places.length > most || end === undefined) return [inside(loop, most)];
  let left = most - places.length;
  return places.map((from, i): Statement => {
    const to = places[i + 1] ?? end;
    const part = inside({ ...loop, to: k.int(to - from), body: restricted(loop.body, loop.index, from, to) }, left + 1);
    left -= partsIn([part]) - 1;
    return part;
  });
}

/** Bodies that are written out. */
function partsIn(body: readonly Statement[]): number {
  return body.reduce((sum, s) => sum + (s.kind === "for" ? Math.max(1, partsIn(s.body)) : 0), 0);
}

/** Where, between its first and its last turn, a condition changes that decides on loads. */
export function breaks(loop: For): readonly number[] {
  const end = asSize(loop.to)?.constant();
  if (end === undefined || !asSize(loop.from)?.isZero()) return [];
  const found = new Set<number>();
  const note = (condition: Expression): void =>
    walk(condition, (e) => {
      const place = changeOf(e, loop.index);
      if (place !== undefined && place > 0 && place < end) found.add(place);
    });
  walkStatements(loop.body, (s) => {
    if (s.kind === "if") note(s.condition);
    for (const expression of expressionsOf(s))
      walk(expression, (e) => {
        if (e.kind === "select" && (loads(e.then) || loads(e.else))) note(e.condition);
      });
  });
  return [...found].toSorted((a, b) => a - b);
}

function loads(expression: Expression): boolean {
  let found = false;
  walk(expression, (e) => void (found ||= e.kind === "load"));
  return found;
}

/** The body for the turns from..to (excluded), counted from 0, with what is known of conditions there. */
function restricted(body: readonly Statement[], index: string, from: number, to: number): readonly Statement[] {
  const replace = (e: Expression): Expression =>
    substitute(e, (part) => {
      if (part.kind === "local" && part.name === index) return k.add(part, k.int(from));
      const place = changeOf(part, index);
      if (place === undefined || (place > from && place < to)) return undefined;
      return k.bool(holds(part, index, from));
    });
  return body.map((s) => mapStatement(s, replace, (inner) => restricted(inner, index, from, to)));
}

/** The first turn from which on a comparison has another value than before, if it is one of the index with a number. */
function changeOf(e: Expression, index: string): number | undefined {
  const difference = differenceOf(e, index);
  if (!difference || e.kind !== "binary") return undefined;
  const { factor, constant } = difference;
  // factor * i + constant < 0 and >= 0 change at 0, <= and > behind it.
  const shift = e.operator === "lt" || e.operator === "ge" ? 0 : 1;
  return factor > 0 ? Math.ceil((shift - constant) / factor) : Math.floor((constant - shift) / -factor) + 1;
}

function holds(e: Expression, index: string, turn: number): boolean {
  const { factor, constant } = differenceOf(e, index)!;
  const value = factor * turn + constant;
  switch (e.kind === "binary" && e.operator) {
    case "lt": return value < 0;
    case "le": return value <= 0;
    case "gt": return value > 0;
    case "ge": return value >= 0;
    default: throw new Error("no comparison");
  }
}

/** left - right of a comparison, as a multiple of the index and a number. */
function differenceOf(e: Expression, index: string): { readonly factor: number; readonly constant: number } | undefined {
  if (e.kind !== "binary" || !["lt", "le", "gt", "ge"].includes(e.operator) || e.left.type !== "i32") return undefined;
  const { terms: [term, ...more], constant } = affine(k.sub(e.left, e.right));
  if (!term || more.length > 0 || term.atom.kind !== "local" || term.atom.name !== index) return undefined;
  const [factor, rest] = [term.factor.constant(), constant.constant()];
  return factor === undefined || rest === undefined ? undefined : { factor, constant: rest };
}
