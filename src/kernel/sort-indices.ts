import type { Size } from "../types/size.ts";
import { affine, type Depth, sortSums, termsKey } from "./affine.ts";
import type { Expression, Statement } from "./kernel.ts";
import { expressionsOf, mapStatement, walk, walkStatements, withParts } from "./visit.ts";

/** Writes all sums of indices in the order of the loops around them. */
export function sortIndices(body: readonly Statement[]): readonly Statement[] {
  return sortBlock(body, new Map(), 0, leastConstants(body));
}

type Bases = ReadonlyMap<string, Size>;

function sortBlock(body: readonly Statement[], outer: ReadonlyMap<string, number>, level: number, bases: Bases): readonly Statement[] {
  const depths = new Map(outer);
  return body.map((s) => {
    if (s.kind === "let" || s.kind === "var") depths.set(s.name, level);
    const inner = s.kind === "for" ? new Map(depths).set(s.index, level + 1) : depths;
    const depth: Depth = (name) => depths.get(name) ?? 0;
    const sort = (e: Expression): Expression => sortInside(e, depth, bases);
    const sorted = mapStatement(s, sort, (b) => sortBlock(b, inner, level + 1, bases));
    return s.kind === "store" && sorted.kind === "store" ? { ...sorted, index: sortIndex(s.index, depth, bases) } : sorted;
  });
}

function sortInside(e: Expression, depth: Depth, bases: Bases): Expression {
  if (e.kind === "load") return { ...e, index: sortIndex(e.index, depth, bases) };
  if (e.type === "i32" && e.kind === "binary") return sortSums(e, depth);
  return withParts(e, (part) => sortInside(part, depth, bases));
}

function sortIndex(index: Expression, depth: Depth, bases: Bases): Expression {
  return sortSums(index, depth, (terms) => bases.get(terms));
}

/** For indices that differ by a constant only, the least of these constants. */
function leastConstants(body: readonly Statement[]): Bases {
  const least = new Map<string, Size>();
  const note = (index: Expression): void => {
    const { terms, constant } = affine(index);
    const key = termsKey(terms);
    const known = least.get(key);
    if (!known || known.atLeast(constant) === true) least.set(key, constant);
  };
  walkStatements(body, (s) => {
    if (s.kind === "store") note(s.index);
    for (const expression of expressionsOf(s))
      walk(expression, (e) => {
        if (e.kind === "load") note(e.index);
      });
  });
  return least;
}
