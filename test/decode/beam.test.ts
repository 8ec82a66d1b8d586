import fc from "fast-check";
import { expect, test } from "vitest";
import { beamSearch, type BeamOptions, type Hypothesis } from "../../src/decode/beam.ts";
import type { Next } from "../../src/decode/next.ts";
import { sample } from "../../src/decode/sample.ts";
import { randomUniform } from "../../src/runtime/philox.ts";

const classes = 3;
const end = 0;

/** Log-probabilities that depend on the whole prefix, at random. */
function rowOf(seed: number, prefix: readonly number[]): number[] {
  const place = prefix.reduce((code, token) => code * classes + token + 1, 0);
  const weights = Array.from({ length: classes }, (_, k) => 0.02 + randomUniform(seed, place, 0, k) ** 3);
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => Math.log(w / total));
}

const model = (seed: number): Next => (prefixes) => prefixes.flatMap((prefix) => rowOf(seed, prefix));

/** Every sequence that ends, and every one that is as long as allowed. */
function all(seed: number, { length, alpha = 0.7 }: BeamOptions): Hypothesis[] {
  const found: Hypothesis[] = [];
  const visit = (tokens: readonly number[], logProbability: number): void => {
    rowOf(seed, tokens).forEach((log, token) => {
      const [sum, count] = [logProbability + log, tokens.length + 1];
      const longer = token === end ? tokens : [...tokens, token];
      if (token === end || count === length) found.push({ tokens: longer, logProbability: sum, score: sum / count ** alpha });
      else visit(longer, sum);
    });
  };
  visit([], 0);
  return found.toSorted((a, b) => b.score - a.score);
}

const settings = { seed: fc.nat(1e6), length: fc.integer({ min: 1, max: 5 }), alpha: fc.constantFrom(0, 0.5, 0.7, 1) };

test("with enough width the best sequence is that of a search through all", () => {
  let cases = 0;
  fc.assert(
    fc.property(settings.seed, settings.length, settings.alpha, (seed, length, alpha) => {
      const options = { width: classes ** length, end, length, alpha };
      const [best] = beamSearch(model(seed), options);
      const [expected] = all(seed, options);
      expect(best!.tokens).toEqual(expected!.tokens);
      expect(best!.logProbability).toBeCloseTo(expected!.logProbability, 12);
      expect(best!.score).toBeCloseTo(expected!.score, 12);
      cases += 1;
    }),
    { seed: 1, numRuns: 200 },
  );
  expect(cases).toBe(200);
});

test("the comparison tells a search that is not exact: a beam of one misses the best of some", () => {
  const options = { width: 1, end, length: 5 };
  const missed = Array.from({ length: 50 }, (_, seed) => beamSearch(model(seed), options)[0]!.score < all(seed, options)[0]!.score - 1e-9);
  expect(missed).toContain(true);
});

test("what it is compared with is complete: the probabilities of all sequences are 1 together", () => {
  expect(all(5, { width: 1, end, length: 4 }).reduce((sum, h) => sum + Math.exp(h.logProbability), 0)).toBeCloseTo(1, 12);
});

test("width 1 takes the most probable token each time, as sampling at temperature 0 does", () => {
  for (let seed = 0; seed < 50; seed++) {
    const [greedy] = beamSearch(model(seed), { width: 1, end, length: 6 });
    expect(greedy!.tokens).toEqual(sample(model(seed), { end, length: 6, temperature: 0 }));
  }
});

test("a wider beam finds the sequence that greed misses", () => {
  // `1` seems best at first but leads nowhere; `2` is followed by certainty.
  const next: Next = (prefixes) => prefixes.flatMap(([first]) => (first === undefined ? [0, 0.6, 0.4] : first === 1 ? [0.4, 0.3, 0.3] : [1, 0, 0]).map(Math.log));
  const options = { end, length: 3, alpha: 0 };
  expect(beamSearch(next, { ...options, width: 1 })[0]!.tokens).toEqual([1]);
  expect(beamSearch(next, { ...options, width: 2 })[0]).toMatchObject({ tokens: [2], logProbability: Math.log(0.4) });
});

test("length normalization lets longer sequences win", () => {
  // p of ending at once is 0.4; each further token has 0.7.
  const next: Next = (prefixes) => prefixes.flatMap((p) => (p.length === 0 ? [0.4, 0.6, 0] : p.length < 3 ? [0.3, 0.7, 0] : [1, 0, 0]).map(Math.log));
  const best = (alpha: number) => beamSearch(next, { width: 4, end, length: 5, alpha })[0]!.tokens.length;
  expect([best(0), best(1)]).toEqual([0, 3]);
});

test("`parents` lets a model keep a state for each row", () => {
  let states = [""];
  const next: Next = (prefixes, parents) => {
    states = prefixes.map((prefix, i) => (prefix.length === 0 ? "" : `${states[parents[i]!]}${prefix.at(-1)}`));
    expect(states).toEqual(prefixes.map((prefix) => prefix.join("")));
    return model(9)(prefixes, parents);
  };
  expect(beamSearch(next, { width: 4, end, length: 6 }).length).toBeGreaterThan(0);
});
