import { closest } from "../data/closest.ts";

/** As the help of a diagnostic: the candidate that a mistyped word most likely means, if one is near. */
export function didYouMean(word: string, candidates: Iterable<string>): { readonly help?: string } {
  const best = closest(word, [...candidates]);
  return best === undefined ? {} : { help: `did you mean \`${best}\`?` };
}
