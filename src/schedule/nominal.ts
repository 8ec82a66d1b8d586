import { k } from "../kernel/build.ts";
import type { Expression } from "../kernel/kernel.ts";
import { substitute } from "../kernel/visit.ts";
import { nominalSize } from "../types/nominal.ts";

export { nominalElements, nominalSize } from "../types/nominal.ts";

/** An i32 expression at typical sizes, its locals as given; undefined if it needs memory. */
export function nominalValue(expression: Expression, locals: ReadonlyMap<string, number>): number | undefined {
  const value = substitute(expression, (e) => {
    if (e.kind === "size") return k.int(nominalSize(e.size));
    if (e.kind === "local") return k.int(locals.get(e.name) ?? 0);
    return undefined;
  });
  return value.kind === "const" ? value.value : undefined;
}
