import { k } from "../kernel/build.ts";
import type { Expression } from "../kernel/kernel.ts";
import { substitute } from "../kernel/visit.ts";
import type { Size } from "../types/size.ts";
import type { TensorType } from "../types/tensor.ts";

/** Typical values of symbolic sizes: choices between correct schedules are made for these. */
export function nominalSize(size: Size, scale = 1): number {
  return size.evaluate(Object.fromEntries(size.symbols().map((name) => [name, nominalSymbol(name, scale)])));
}

function nominalSymbol(name: string, scale: number): number {
  return name === "N" ? 64 : 32 * scale;
}

/**
 * How many elements a tensor has at typical sizes, which are doubled until it has one: a window of 256 samples is not found in
 * 32, and what is computed of it would seem to cost nothing.
 */
export function nominalElements({ shape }: TensorType): number {
  for (let scale = 1; scale < 2 ** 20; scale *= 2) {
    const extents = shape.map((size) => nominalSize(size, scale));
    if (extents.every((n) => n >= 1)) return extents.reduce((a, b) => a * b, 1);
  }
  return 1;
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
