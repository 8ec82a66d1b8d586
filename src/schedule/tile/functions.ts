import { approximations } from "../../kernel/approximation/all.ts";
import { asSize } from "../../kernel/build.ts";
import type { Fresh } from "../../kernel/computation.ts";
import type { Statement } from "../../kernel/kernel.ts";
import { isMultiple, unrollAndJam } from "../../kernel/unroll.ts";
import { walkBody } from "../../kernel/visit.ts";

/** Vectors whose functions are computed side by side. Of four, each would wait less for its own steps, but code would be twice as long. */
const together = 2;

/** Whether statements need functions that processors have no instruction for. */
export function hasFunctions(body: readonly Statement[]): boolean {
  let found = false;
  walkBody(body, (e) => void (found ||= e.kind === "call" && approximations.has(e.intrinsic)));
  return found;
}

/**
 * Loops over vectors of independent results, where these need functions: a few vectors in each turn, statement by
 * statement. Not behind a mask: the fewer results a turn has, the fewer are computed that nobody sees.
 */
export function functionsSideBySide(statements: readonly Statement[], fresh: Fresh): readonly Statement[] {
  return statements.flatMap((s) => {
    const extent = s.kind === "for" && !s.lanes && hasFunctions(s.body) && !hasMask(s.body) ? asSize(s.to) : undefined;
    return s.kind === "for" && extent && isMultiple(extent, together) ? unrollAndJam(s, together, fresh) ?? [s] : [s];
  });
}

/** Whether something depends on how indices compare. */
function hasMask(body: readonly Statement[]): boolean {
  let found = false;
  walkBody(body, (e) => void (found ||= e.kind === "binary" && e.type === "bool" && e.left.type === "i32"));
  return found;
}
