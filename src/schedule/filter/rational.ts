/** An exact fraction in lowest terms; the denominator is positive. */
export interface Rational {
  readonly above: number;
  readonly below: number;
}

export const zero = rational(0);
export const one = rational(1);

export function rational(above: number, below = 1): Rational {
  if (below === 0) throw new Error("there is no fraction over 0");
  const divisor = Math.sign(below) * commonDivisor(above, below);
  // Without a sign of zero.
  return { above: above / divisor + 0, below: below / divisor };
}

export function plus(a: Rational, b: Rational): Rational {
  return rational(a.above * b.below + b.above * a.below, a.below * b.below);
}

export function times(a: Rational, b: Rational): Rational {
  return rational(a.above * b.above, a.below * b.below);
}

export function over(a: Rational, b: Rational): Rational {
  return rational(a.above * b.below, a.below * b.above);
}

export function power(a: Rational, exponent: number): Rational {
  return rational(a.above ** exponent, a.below ** exponent);
}

export function valueOf({ above, below }: Rational): number {
  return above / below;
}

/** The greatest number that divides both; 0 only for 0 and 0. */
export function commonDivisor(a: number, b: number): number {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}
