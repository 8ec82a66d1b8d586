import { Size } from "./size.ts";

/** A symbol and what it must be. */
export interface Solution {
  readonly symbol: string;
  readonly value: Size;
}

/** `4*h` against 48 gives h = 12: nothing unless the size is linear in its only symbol and the value is a size. */
export function solve(size: Size, actual: Size): Solution | undefined {
  const [symbol, ...others] = size.symbols();
  if (symbol === undefined || others.length > 0) return undefined;
  const at = (value: number): Size => size.substitute(new Map([[symbol, Size.of(value)]]));
  const slope = at(1).sub(at(0));
  if (slope.isZero() || !slope.mul(Size.symbol(symbol)).add(at(0)).equals(size)) return undefined;
  const value = actual.sub(at(0)).exactDiv(slope);
  return value && value.atLeast(1) !== false ? { symbol, value } : undefined;
}
