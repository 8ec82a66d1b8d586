import type { Next } from "./next.ts";

export interface BeamOptions {
  /** How many hypotheses are kept after each position; with 1 the search is greedy. */
  readonly width: number;
  /** The token that ends a sequence. */
  readonly end: number;
  /** The most tokens of a sequence; what has not ended by then is cut off there. */
  readonly length: number;
  /** 0 compares log p, 1 its mean over the tokens, `end` included; in between, log p / tokens^alpha. */
  readonly alpha?: number;
}

export interface Hypothesis {
  /** Without `end`. */
  readonly tokens: readonly number[];
  /** log p, that of `end` included if it was said. */
  readonly logProbability: number;
  /** log p / tokens^alpha, by which hypotheses are compared. */
  readonly score: number;
}

interface Open {
  readonly tokens: readonly number[];
  readonly logProbability: number;
  /** The row of the call before. */
  readonly parent: number;
}

/**
 * The best sequences, best first. At each position the `width` most probable continuations of all hypotheses are kept; those
 * that end are set aside (Sutskever et al. 2014, section 3.2). The search is over when nothing open can become better than
 * the best that has ended. With a width of classes^length it is exact.
 */
export function beamSearch(next: Next, { width, end, length, alpha = 0.7 }: BeamOptions): Hypothesis[] {
  const score = (logProbability: number, tokens: number): number => logProbability / tokens ** alpha;
  const ended: Hypothesis[] = [];
  let open: readonly Open[] = [{ tokens: [], logProbability: 0, parent: 0 }];
  for (let position = 1; position <= length && open.length > 0; position++) {
    const logs = next(open.map((h) => h.tokens), open.map((h) => h.parent));
    const best = continuations(open, logs).slice(0, width);
    const going: Open[] = [];
    for (const { tokens, token, logProbability, parent } of best) {
      const over = token === end;
      const longer = over ? tokens : [...tokens, token];
      if (over || position === length) ended.push({ tokens: longer, logProbability, score: score(logProbability, position) });
      else going.push({ tokens: longer, logProbability, parent });
    }
    // log p only falls, and is divided by no more than length^alpha.
    const reached = ended.reduce((most, h) => Math.max(most, h.score), Number.NEGATIVE_INFINITY);
    open = going.filter((h) => score(h.logProbability, length) > reached);
  }
  return ended.toSorted((a, b) => b.score - a.score);
}

/** All hypotheses with one token more, the most probable first; impossible ones are left out. */
function continuations(open: readonly Open[], logs: ArrayLike<number>) {
  const classes = logs.length / open.length;
  return open
    .flatMap((hypothesis, row) =>
      Array.from({ length: classes }, (_, token) => ({
        tokens: hypothesis.tokens,
        token,
        logProbability: hypothesis.logProbability + logs[row * classes + token]!,
        parent: row,
      })),
    )
    .filter((c) => c.logProbability > Number.NEGATIVE_INFINITY)
    .toSorted((a, b) => b.logProbability - a.logProbability);
}
