import { expect, test } from "vitest";
import { bleu, modifiedPrecision } from "../../src/decode/bleu.ts";

const words = (text: string): string[] => text.toLowerCase().split(" ");

// Papineni, Roukos, Ward, Zhu 2002, example 1.
const references = [
  "It is a guide to action that ensures that the military will forever heed Party commands",
  "It is the guiding principle which guarantees the military forces always being under the command of the Party",
  "It is the practical guide for the army always to heed the directions of the party",
].map(words);
const first = words("It is a guide to action which ensures that the military always obeys the commands of the party");
const second = words("It is to insure the troops forever hearing the activity guidebook that party direct");

test("the modified precisions of the paper's examples", () => {
  const precision = (candidate: readonly string[], n: number) => modifiedPrecision([{ candidate, references }], n);
  expect(precision(first, 1)).toEqual({ matched: 17, possible: 18 });
  expect(precision(second, 1)).toEqual({ matched: 8, possible: 14 });
  expect(precision(first, 2)).toEqual({ matched: 10, possible: 17 });
  expect(precision(second, 2)).toEqual({ matched: 1, possible: 13 });
  // Example 2: "the" is counted as often as in the reference that has most of it.
  const the = { candidate: words("the the the the the the the"), references: ["The cat is on the mat", "There is a cat on the mat"].map(words) };
  expect(modifiedPrecision([the], 1)).toEqual({ matched: 2, possible: 7 });
  expect(modifiedPrecision([the], 2)).toEqual({ matched: 0, possible: 6 });
});

test("BLEU is their geometric mean where the length fits", () => {
  // 18 words, as many as in the second reference: no penalty. Trigrams 7 of 16, 4-grams 4 of 15, counted by hand.
  const counts = [17 / 18, 10 / 17, 7 / 16, 4 / 15];
  expect(bleu([{ candidate: first, references }])).toBeCloseTo(counts.reduce((a, b) => a * b, 1) ** 0.25, 12);
  expect(bleu([{ candidate: second, references }])).toBe(0);
  expect(bleu([{ candidate: references[0]!, references }])).toBe(1);
});

test("a candidate that is too short pays exp(1 - r/c), over the corpus", () => {
  const whole = words("a b c d e f g h");
  const part = { candidate: whole.slice(0, 4), references: [whole] };
  expect(bleu([part])).toBeCloseTo(Math.exp(1 - 8 / 4), 12);
  expect(bleu([part, { candidate: whole, references: [whole] }])).toBeCloseTo(Math.exp(1 - 16 / 12), 12);
  // Of references of 3 and 5 tokens, the shorter is as near as the longer.
  expect(bleu([{ candidate: words("a b c d"), references: [words("a b c"), words("a b c d e")] }], 1)).toBe(1);
});
