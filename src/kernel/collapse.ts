import type { Size } from "../types/size.ts";
import { affine } from "./affine.ts";
import { asSize, k } from "./build.ts";
import type { Expression, For, Statement } from "./kernel.ts";
import { expressionsOf, mapStatement, parts, substitute, walkStatements } from "./visit.ts";

/**
 * Makes one loop of two where the outer one only goes on where the inner one ends: `x[i*28 + j]` for all i and j < 28
 * is `x[j]` for j < n*28.
 */
export function collapse(body: readonly Statement[]): readonly Statement[] {
  return body.map((statement) => {
    const s = mapStatement(statement, (e) => e, collapse);
    return s.kind === "for" ? collapsed(s) : s;
  });
}

function collapsed(outer: For): Statement {
  const [inner, ...more] = outer.body;
  if (inner?.kind !== "for" || more.length > 0) return outer;
  const [rows, columns] = [asSize(outer.to), asSize(inner.to)];
  const fromZero = asSize(outer.from)?.isZero() && asSize(inner.from)?.isZero();
  if (!rows || !columns || !fromZero || !isContinued(inner.body, outer.index, inner.index, columns)) return outer;
  const body = inner.body.map((s) => withoutLocal(s, outer.index));
  const { independent: _, ...rest } = inner;
  return { ...rest, to: k.size(rows.mul(columns)), body, ...(outer.independent && inner.independent && { independent: true }) };
}

/** Whether both indices occur only as `(outer*columns + inner) * factor`. */
function isContinued(body: readonly Statement[], outer: string, inner: string, columns: Size): boolean {
  const isLocal = (e: Expression, name: string): boolean => e.kind === "local" && e.name === name;
  const mentions = (e: Expression): boolean => isLocal(e, outer) || isLocal(e, inner) || parts(e).some(mentions);
  const check = (e: Expression): boolean => {
    if (e.type !== "i32" || e.kind === "load" || e.kind === "select" || e.kind === "convert") return !isLocal(e, outer) && !isLocal(e, inner) && parts(e).every(check);
    const { terms } = affine(e);
    const [a, b] = [outer, inner].map((name) => terms.find((t) => isLocal(t.atom, name))?.factor);
    const rest = terms.filter((t) => !isLocal(t.atom, outer) && !isLocal(t.atom, inner));
    const fits = a === undefined ? b === undefined : b !== undefined && a.equals(b.mul(columns));
    return fits && rest.every((t) => (isSumOnly(t.atom) ? !mentions(t.atom) : check(t.atom)));
  };
  let continued = true;
  walkStatements(body, (s) => {
    for (const e of expressionsOf(s)) continued &&= check(e);
  });
  return continued;
}

/** An atom of a sum that is itself an i32 operation, whose parts `affine` does not see through. */
function isSumOnly(e: Expression): boolean {
  return e.kind !== "load" && e.kind !== "select" && e.kind !== "convert";
}

function withoutLocal(statement: Statement, name: string): Statement {
  const replace = (e: Expression): Expression => substitute(e, (part) => (part.kind === "local" && part.name === name ? k.int(0) : undefined));
  return mapStatement(statement, replace, (body) => body.map((s) => withoutLocal(s, name)));
}
