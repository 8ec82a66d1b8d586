/** A derivative by differences, or why there is none. */
export type Difference = { readonly kind: "smooth"; readonly value: number; /** The least derivative that this step tells from rounding. */ readonly resolution: number } | { readonly kind: "kink" };

/** From the one that resolves best to the one that is least likely to reach across a kink. */
const steps = [1e-4, 1e-5, 1e-6];

/** How exact a loss of this size is at best: 8 eps |L|. */
export function rounding(loss: number): number {
  return 8 * Number.EPSILON * Math.max(Math.abs(loss), Number.MIN_VALUE);
}

/** The least |difference| that is told from rounding in a loss of this size, for a step h: 8 eps |L| / h. */
export function resolution(loss: number, h = steps[0]!): number {
  return rounding(loss) / h;
}

/**
 * The derivative at `x` of a function of one number, from f(x +- h) and f(x +- 2h) with error O(h^4):
 * (4 D(h) - D(2h)) / 3 with D(h) = (f(x + h) - f(x - h)) / 2h. `centre` is f(x), `scale` the size of derivatives like it, `exact` how exact
 * f is: what is a small difference of large numbers is less so than its size tells.
 *
 * A kink within reach shows in one of two ways. D(h) and D(2h) disagree when it lies to one side; when it lies at x itself,
 * the one-sided slopes differ by a jump that does not shrink with h: S(h) = f(x + h) - 2 f(x) + f(x - h), over h, is h f'' + jump.
 * Then a smaller step is tried; if the last one still reaches across, the point is a kink.
 */
export function derivative(f: (x: number) => number, x: number, centre: number, scale: number, exact = rounding(centre)): Difference {
  for (const step of steps) {
    const h = step * Math.max(1, Math.abs(x));
    const [low2, low, high, high2] = [f(x - 2 * h), f(x - h), f(x + h), f(x + 2 * h)];
    const near = (high - low) / (2 * h);
    const far = (high2 - low2) / (4 * h);
    const jump = (2 * (high - 2 * centre + low)) / h - (high2 - 2 * centre + low2) / (2 * h);
    const value = (4 * near - far) / 3;
    const tolerance = Math.max(1e-7 * Math.max(Math.abs(value), scale), (4 * exact) / h);
    if (Math.abs(near - far) <= tolerance && Math.abs(jump) <= tolerance) return { kind: "smooth", value, resolution: exact / h };
  }
  return { kind: "kink" };
}
