import { affine } from "../../kernel/affine.ts";
import { asSize, k } from "../../kernel/build.ts";
import type { Expression, For, Statement } from "../../kernel/kernel.ts";
import { mapStatement, substitute, walkStatements } from "../../kernel/visit.ts";
import type { Size } from "../../types/size.ts";

/** One loop around what two loops had inside. */
export interface Joined {
  readonly loop: For;
  readonly first: readonly Statement[];
  readonly second: readonly Statement[];
}

/**
 * What gives elements their first values and what then adds to them, under one loop over the outermost axis of the
 * elements, where both begin with it: threads can divide its turns, and what is added to has just been written.
 * Undefined where they do not.
 */
export function join(fill: Statement, add: Statement): Joined | undefined {
  if (fill.kind !== "for" || add.kind !== "for" || !fill.independent || !add.independent) return undefined;
  const [one, other] = [asSize(fill.to), asSize(add.to)];
  if (!one || !other?.equals(one) || !asSize(fill.from)?.isZero() || !asSize(add.from)?.isZero()) return undefined;
  const [stride, added] = [storeStride(fill), storeStride(add)];
  // Turns of independent loops that are equally far apart in memory are about the same axis.
  if (!stride || !added?.equals(stride)) return undefined;
  return { loop: fill, first: fill.body, second: add.body.map((s) => renamed(s, add.index, k.local(fill.index, "i32"))) };
}

/** How far apart the elements are that two turns of a loop store. */
function storeStride(loop: For): Size | undefined {
  const strides: (Size | undefined)[] = [];
  walkStatements(loop.body, (s) => {
    if (s.kind === "store") strides.push(affine(s.index).terms.find(({ atom }) => atom.kind === "local" && atom.name === loop.index)?.factor);
  });
  return strides.length === 1 ? strides[0] : undefined;
}

function renamed(statement: Statement, name: string, value: Expression): Statement {
  const replace = (e: Expression): Expression => substitute(e, (part) => (part.kind === "local" && part.name === name ? value : undefined));
  return mapStatement(statement, replace, (body) => body.map((s) => renamed(s, name, value)));
}
