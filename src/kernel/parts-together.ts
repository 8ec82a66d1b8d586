import { asSize, k } from "./build.ts";
import type { Expression, For, Statement } from "./kernel.ts";
import { breaks, isNest } from "./part-by-part.ts";
import { printExpression } from "./print.ts";
import { renameBody } from "./rename.ts";
import { expressionsOf, mapStatement, substitute, walk, walkStatements } from "./visit.ts";
import type { Fresh } from "./computation.ts";

/** Copies of a body that one loop may have inside. */
const mostCopies = 8;

/** How often, at least, what parts read must be read by another part, too. */
const leastSharing = 2;

/**
 * Where each turn of short loops computes something else of the same elements, their turns are written out innermost: what is read for one
 * is there for all, and sums that several have in common are made once. So are the transforms of a filter.
 */
export function partsTogether(body: readonly Statement[], fresh: Fresh): readonly Statement[] {
  return body.map((statement) => (isNest(statement) ? together(statement, fresh) : statement));
}

function together(nest: For, fresh: Fresh): Statement {
  const loops = loopsOf(nest);
  const all = loops.filter(isAllParts);
  for (const parts of all.map((_, i) => all.slice(i))) {
    const made = writtenOut(loops, parts, fresh);
    if (made) return made;
  }
  return nest;
}

function writtenOut(loops: readonly For[], parts: readonly For[], fresh: Fresh): Statement | undefined {
  if (parts.length === loops.length) return undefined;
  const copies = parts.reduce<readonly (readonly Statement[])[]>((all, loop) => all.flatMap((body) => turnsOf(loop).map((turn) => body.map((s) => at(s, loop.index, turn)))), [loops.at(-1)!.body]);
  if (copies.length > mostCopies || !shareReads(copies)) return undefined;
  const inner = copies.flatMap((copy) => withNamesOfItsOwn(copy, fresh));
  return loops.filter((loop) => !parts.includes(loop)).reduceRight<readonly Statement[]>((content, loop) => [{ ...loop, body: content }], inner)[0]!;
}

function loopsOf(nest: For): readonly For[] {
  const [only] = nest.body;
  return nest.body.length === 1 && only?.kind === "for" ? [nest, ...loopsOf(only)] : [nest];
}

/** Whether a condition that decides on loads changes between any two turns of a loop. */
function isAllParts(loop: For): boolean {
  const end = asSize(loop.to)?.constant();
  return end !== undefined && end > 1 && breaks(loop).length === end - 1;
}

function turnsOf({ to }: For): readonly Expression[] {
  return Array.from({ length: asSize(to)!.constant()! }, (_, turn) => k.int(turn));
}

function at(statement: Statement, index: string, turn: Expression): Statement {
  const replace = (e: Expression): Expression => substitute(e, (part) => (part.kind === "local" && part.name === index ? turn : undefined));
  return mapStatement(statement, replace, (body) => body.map((s) => at(s, index, turn)));
}

function shareReads(copies: readonly (readonly Statement[])[]): boolean {
  const read = copies.map((copy) => {
    const keys = new Set<string>();
    for (const statement of copy) for (const expression of expressionsOf(statement)) walk(expression, (e) => void (e.kind === "load" && keys.add(printExpression(e))));
    return keys;
  });
  const each = read.reduce((sum, keys) => sum + keys.size, 0);
  return each >= leastSharing * new Set(read.flatMap((keys) => [...keys])).size;
}

function withNamesOfItsOwn(copy: readonly Statement[], fresh: Fresh): readonly Statement[] {
  const names = new Map<string, string>();
  walkStatements(copy, (s) => {
    if (s.kind === "let" || s.kind === "var") names.set(s.name, fresh(s.name));
  });
  return renameBody(copy, (name) => names.get(name) ?? name);
}
