import { k } from "../kernel/build.ts";
import type { Expression } from "../kernel/kernel.ts";
import { substitute } from "../kernel/visit.ts";
import type { Size } from "../types/size.ts";

/** Typical values of symbolic sizes: choices between correct schedules are made for these. */
export function nominalSize(size: Size): number {
  return size.evaluate(Object.fromEntries(size.symbols().map((name) => [name, nominalSymbol(name)])));
}

function nominalSymbol(name: string): number {
  return name === "N" ? 64 : 32;
}

/** An i32 expression at typical sizes, its locals as given; undefined if it needs memory. */
export function nominalValue(expression: Expression, locals: ReadonlyMap<string, number>): number | undefined {
  const value = substitute(expression, (e) => {
    if (e.kind === "size") return k.int(nominalSize(e.size));
    if (e.kind === "local") return k.int(locals.get(e.name) ?? 0);
    return undefined;
  });
  return value.kind === "const" ? value.value : undefined;
}
