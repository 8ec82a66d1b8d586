import { randomUniform } from "../runtime/philox.ts";
import type { Next } from "./next.ts";

export interface SampleOptions {
  /** The token that ends a sequence, if there is one. */
  readonly end?: number;
  /** The most tokens. */
  readonly length: number;
  /** Below 1 the probable becomes more so; 0 takes the most probable. */
  readonly temperature?: number;
  /** Only the so many most probable tokens may be drawn. */
  readonly top?: number;
  /** The same seed gives the same sequence. */
  readonly seed?: number;
}

/** A sequence drawn token by token, each with probability p^(1/temperature) up to a factor; without `end`. */
export function sample(next: Next, { end, length, temperature = 1, top, seed = 0 }: SampleOptions): number[] {
  const tokens: number[] = [];
  while (tokens.length < length) {
    const token = draw(next([tokens], [0]), { temperature, top, luck: randomUniform(seed, tokens.length, 0, 0) });
    if (token === end) break;
    tokens.push(token);
  }
  return tokens;
}

/** The token that a number in [0, 1) stands for. Equally probable tokens count in their order. */
export function draw(logs: ArrayLike<number>, { temperature = 1, top, luck }: { readonly temperature?: number; readonly top?: number; readonly luck: number }): number {
  const order = Array.from(logs, (log, token) => ({ log, token })).toSorted((a, b) => b.log - a.log);
  const kept = temperature === 0 ? order.slice(0, 1) : order.slice(0, top);
  const most = kept[0]!.log;
  const weights = kept.map(({ log }) => (temperature === 0 ? 1 : Math.exp((log - most) / temperature)));
  let rest = luck * weights.reduce((a, b) => a + b, 0);
  const found = kept.findIndex((_, i) => (rest -= weights[i]!) < 0);
  return kept.at(found)!.token;
}
