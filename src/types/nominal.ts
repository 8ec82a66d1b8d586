import type { Size } from "./size.ts";
import type { TensorType } from "./tensor.ts";

/** Typical values of symbolic sizes: choices between correct programs are made for these. */
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
