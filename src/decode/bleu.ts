/** What is compared: tokens of any kind that are equal by `===`, such as words. */
type Token = string | number;
type Text = readonly Token[];

/** Texts and, for each of them, one or more right ones. */
export interface Judged {
  readonly candidate: Text;
  readonly references: readonly Text[];
}

/**
 * BLEU of a corpus, 0 to 1 (Papineni et al. 2002): the geometric mean of the modified n-gram precisions for n = 1 … `order`,
 * times exp(1 - r/c) if the candidates are shorter, c tokens in all, than the r of the references nearest in length.
 */
export function bleu(corpus: readonly Judged[], order = 4): number {
  const candidates = sum(corpus.map(({ candidate }) => candidate.length));
  const references = sum(corpus.map(nearestLength));
  const logs = Array.from({ length: order }, (_, i) => {
    const { matched, possible } = modifiedPrecision(corpus, i + 1);
    return matched === 0 ? Number.NEGATIVE_INFINITY : Math.log(matched / possible);
  });
  return Math.exp(sum(logs) / order) * (candidates > references ? 1 : Math.exp(1 - references / candidates));
}

/**
 * How many n-grams of the candidates are in a reference, each counted at most as often as in the reference that has most of it
 * ("clipped"), and how many there are (section 2.1.1).
 */
export function modifiedPrecision(corpus: readonly Judged[], n: number): { readonly matched: number; readonly possible: number } {
  const parts = corpus.map(({ candidate, references }) => {
    const found = references.map((reference) => grams(reference, n));
    const counts = [...grams(candidate, n)];
    return {
      matched: sum(counts.map(([gram, count]) => Math.min(count, Math.max(0, ...found.map((f) => f.get(gram) ?? 0))))),
      possible: sum(counts.map(([, count]) => count)),
    };
  });
  return { matched: sum(parts.map((p) => p.matched)), possible: sum(parts.map((p) => p.possible)) };
}

/** The length of the reference that is nearest to the candidate's, the shorter of two. */
function nearestLength({ candidate, references }: Judged): number {
  const lengths = references.map((r) => r.length).toSorted((a, b) => a - b);
  return lengths.reduce((best, l) => (Math.abs(l - candidate.length) < Math.abs(best - candidate.length) ? l : best), lengths[0] ?? 0);
}

function grams(text: Text, n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + n <= text.length; i++) {
    const gram = JSON.stringify(text.slice(i, i + n));
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
