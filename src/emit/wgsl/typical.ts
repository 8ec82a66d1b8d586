import type { Size } from "../../types/size.ts";

/**
 * A size where all that is not known is 64, or the next power of two for which there is any of it: for choices between ways to
 * compute the same.
 */
export function typical(size: Size): number {
  return size.evaluate(typicalValues([size]));
}

/** Values of all symbols in some sizes, so that none of these is less than 1. */
export function typicalValues(sizes: readonly Size[]): Readonly<Record<string, number>> {
  const symbols = [...new Set(sizes.flatMap((size) => size.symbols()))];
  const values = (each: number): Readonly<Record<string, number>> => Object.fromEntries(symbols.map((symbol) => [symbol, each]));
  for (let each = 64; each < 2 ** 20; each *= 2) {
    if (sizes.every((size) => size.evaluate(values(each)) >= 1)) return values(each);
  }
  return values(64);
}
