import { asSize, k } from "./build.ts";
import type { Expression, Statement } from "./kernel.ts";
import { mapStatement, substitute, walkStatements } from "./visit.ts";

/** Statements that a loop may become when it is written out. */
const longest = 8;

/** Writes out loops of a single turn, and, with `short`, short innermost ones such as those over a 2x2 window. */
export function flattenLoops(body: readonly Statement[], short = true): readonly Statement[] {
  const definitions = new Map<string, number>();
  walkStatements(body, (s) => {
    if (s.kind === "let" || s.kind === "var") definitions.set(s.name, (definitions.get(s.name) ?? 0) + 1);
  });
  return flattenBlock(body, (name) => definitions.get(name) === 1, short ? longest : 0);
}

function flattenBlock(body: readonly Statement[], isUnique: (name: string) => boolean, most: number): readonly Statement[] {
  return body.flatMap((statement): readonly Statement[] => {
    const s = mapStatement(statement, (e) => e, (b) => flattenBlock(b, isUnique, most));
    if (s.kind !== "for" || s.lanes || s.shared) return [s];
    const [from, extent] = [asSize(s.from), asSize(k.sub(s.to, s.from))?.constant()];
    if (!from || extent === undefined) return [s];
    // What a single turn defines moves one scope out, where its name must be free.
    const isSingle = extent === 1 && s.body.every((inner) => (inner.kind !== "let" && inner.kind !== "var") || isUnique(inner.name));
    const isShort = extent <= 4 && s.body.length * extent <= most && s.body.every((inner) => inner.kind === "assign" || inner.kind === "store");
    if (!isSingle && !isShort) return [s];
    return Array.from({ length: extent }, (_, i) => s.body.map((inner) => at(inner, s.index, k.size(from.add(i))))).flat();
  });
}

function at(statement: Statement, index: string, value: Expression): Statement {
  const replace = (e: Expression): Expression => substitute(e, (part) => (part.kind === "local" && part.name === index ? value : undefined));
  return mapStatement(statement, replace, (body) => body.map((s) => at(s, index, value)));
}
