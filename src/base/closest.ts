import { distance } from "fastest-levenshtein";

/** Longer words are no slips of the pen, and comparing them would take long. */
const longest = 100;

/**
 * The candidate that a mistyped word most likely means: the same letters in another case or order; else one that goes on
 * where the word ends; else the one with the fewest letters to change, if that is at most a third of the longer word's.
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > longest) return undefined;
  const others = [...candidates].filter((c) => c !== word && c.length <= longest);
  return (
    others.find((c) => c.toLowerCase() === word.toLowerCase()) ??
    others.find((c) => letters(c) === letters(word)) ??
    others.find((c) => (word.length > 1 && c.startsWith(`${word}_`)) || (word.length > 2 && c.startsWith(word))) ??
    leastChanged(word, others)
  );
}

/** The same as the help of a diagnostic. */
export function didYouMean(word: string, candidates: Iterable<string>): { readonly help?: string } {
  const best = closest(word, candidates);
  return best === undefined ? {} : { help: `did you mean \`${best}\`?` };
}

function letters(word: string): string {
  return [...word.toLowerCase()].sort().join("");
}

function leastChanged(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  for (const candidate of candidates) {
    const changed = distance(word.toLowerCase(), candidate.toLowerCase());
    if (changed < least && changed <= Math.floor(Math.max(word.length, candidate.length) / 3)) [best, least] = [candidate, changed];
  }
  return best;
}
