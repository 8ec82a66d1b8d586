import type { Hypothesis } from "./beam.ts";

/** The class between symbols, as `ctc_loss` has it. */
const blank = 0;

/** The most probable class of each frame of [frames, classes], repetitions as one and blanks left out (Graves et al. 2006, section 3.2). */
export function ctcBestPath(logs: ArrayLike<number>, classes: number): number[] {
  const path = Array.from({ length: logs.length / classes }, (_, t) => {
    let best = 0;
    for (let k = 1; k < classes; k++) if (logs[t * classes + k]! > logs[t * classes + best]!) best = k;
    return best;
  });
  return path.filter((k, t) => k !== blank && k !== path[t - 1]);
}

interface Prefix {
  readonly tokens: readonly number[];
  /** log p of all paths so far that give these tokens and end in a blank; and of those that end in the last token. */
  blank: number;
  symbol: number;
}

/**
 * The most probable labels of [frames, classes], best first, where all paths to a label count together: prefix search with
 * `width` prefixes after each frame (Hannun et al. 2014, algorithm 1, without a language model). Enough width makes it exact.
 */
export function ctcBeamSearch(logs: ArrayLike<number>, classes: number, width: number): Hypothesis[] {
  let prefixes: Prefix[] = [{ tokens: [], blank: 0, symbol: Number.NEGATIVE_INFINITY }];
  for (let t = 0; t < logs.length / classes; t++) {
    const next = new Map<string, Prefix>();
    const at = (tokens: readonly number[]): Prefix => {
      const key = tokens.join(" ");
      const found = next.get(key) ?? { tokens, blank: Number.NEGATIVE_INFINITY, symbol: Number.NEGATIVE_INFINITY };
      next.set(key, found);
      return found;
    };
    for (const prefix of prefixes) {
      const { tokens } = prefix;
      const last = tokens.at(-1);
      const same = at(tokens);
      same.blank = logAdd(same.blank, total(prefix) + logs[t * classes + blank]!);
      if (last !== undefined) same.symbol = logAdd(same.symbol, prefix.symbol + logs[t * classes + last]!);
      for (let k = 1; k < classes; k++) {
        // Equal neighbours need a blank between them.
        const longer = at([...tokens, k]);
        longer.symbol = logAdd(longer.symbol, (k === last ? prefix.blank : total(prefix)) + logs[t * classes + k]!);
      }
    }
    prefixes = [...next.values()].filter((p) => total(p) > Number.NEGATIVE_INFINITY).toSorted((a, b) => total(b) - total(a)).slice(0, width);
  }
  return prefixes.map((prefix) => ({ tokens: prefix.tokens, logProbability: total(prefix), score: total(prefix) }));
}

function total(prefix: Prefix): number {
  return logAdd(prefix.blank, prefix.symbol);
}

/** log(e^a + e^b); either may be -Infinity. */
function logAdd(a: number, b: number): number {
  const [more, less] = a > b ? [a, b] : [b, a];
  return less === Number.NEGATIVE_INFINITY ? more : more + Math.log1p(Math.exp(less - more));
}
