import { expect, test } from "vitest";
import { ctcBeamSearch, ctcBestPath } from "../../src/decode/ctc.ts";
import { randomUniform } from "../../src/runtime/philox.ts";

const classes = 3;

/** Random log-probabilities [frames, classes]. */
function frames(seed: number, count: number): number[] {
  return Array.from({ length: count }, (_, t) => {
    const weights = Array.from({ length: classes }, (_, k) => 0.01 + randomUniform(seed, t, 0, k) ** 2);
    const total = weights.reduce((a, b) => a + b, 0);
    return weights.map((w) => Math.log(w / total));
  }).flat();
}

/** What a path says: repetitions as one, then blanks left out. */
const collapse = (path: readonly number[]): number[] => path.filter((k, t) => k !== path[t - 1]).filter((k) => k !== 0);

/** p of each label, over all classes^frames paths. */
function labels(logs: readonly number[]): Map<string, number> {
  const found = new Map<string, number>();
  const count = logs.length / classes;
  for (let code = 0; code < classes ** count; code++) {
    const path = Array.from({ length: count }, (_, t) => Math.floor(code / classes ** t) % classes);
    const log = path.reduce((sum, k, t) => sum + logs[t * classes + k]!, 0);
    const key = collapse(path).join(" ");
    found.set(key, (found.get(key) ?? 0) + Math.exp(log));
  }
  return found;
}

test("with enough width the labels and their probabilities are those of all paths together", () => {
  let cases = 0;
  for (let seed = 0; seed < 40; seed++) {
    const logs = frames(seed, 1 + (seed % 6));
    const expected = labels(logs);
    const found = ctcBeamSearch(logs, classes, 1000);
    expect(found.map((h) => h.tokens.join(" ")).toSorted()).toEqual([...expected.keys()].toSorted());
    for (const { tokens, logProbability } of found) expect(Math.exp(logProbability)).toBeCloseTo(expected.get(tokens.join(" "))!, 12);
    expect(found[0]!.logProbability).toBe(Math.max(...found.map((h) => h.logProbability)));
    cases += 1;
  }
  expect(cases).toBe(40);
});

test("the best path may miss the most probable label; the search does not", () => {
  // Graves et al. 2006, figure 3: blanks are most probable in each frame, the label `1` in both together.
  const logs = [0.6, 0.4, 0.6, 0.4].map(Math.log);
  expect(ctcBestPath(logs, 2)).toEqual([]);
  const [best] = ctcBeamSearch(logs, 2, 4);
  expect(best!.tokens).toEqual([1]);
  expect(Math.exp(best!.logProbability)).toBeCloseTo(1 - 0.36, 12);
});

test("repetitions are one symbol unless a blank is between them", () => {
  const certain = (path: readonly number[]): number[] => path.flatMap((k) => Array.from({ length: classes }, (_, j) => (j === k ? 0 : Number.NEGATIVE_INFINITY)));
  const path = [1, 1, 0, 1, 2, 2, 0];
  expect(ctcBestPath(certain(path), classes)).toEqual([1, 1, 2]);
  expect(ctcBeamSearch(certain(path), classes, 3).map((h) => h.tokens)).toEqual([[1, 1, 2]]);
});
