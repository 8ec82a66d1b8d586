import type { Size } from "../../types/size.ts";

/** A size where all that is not known is 64: for choices between ways to compute the same. */
export function typical(size: Size): number {
  return size.evaluate(Object.fromEntries(size.symbols().map((symbol) => [symbol, 64])));
}
