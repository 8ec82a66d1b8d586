import { expect, test } from "vitest";
import { draw, sample } from "../../src/decode/sample.ts";
import { randomUniform } from "../../src/runtime/philox.ts";

const logs = [0.1, 0.6, 0.3].map(Math.log);

/** How often each token is drawn, of 20,000. */
function shares(options: { readonly temperature?: number; readonly top?: number }): number[] {
  const counts = [0, 0, 0];
  for (let i = 0; i < 20_000; i++) counts[draw(logs, { ...options, luck: randomUniform(1, i, 0, 0) })]! += 1;
  return counts.map((count) => count / 20_000);
}

/** Four standard deviations of a share of 20,000 draws are at most 4 sqrt(0.25 / 20,000) = 0.0142. */
function near(found: readonly number[], expected: readonly number[]): void {
  found.forEach((share, i) => expect(Math.abs(share - expected[i]!)).toBeLessThan(0.0142));
}

test("tokens are drawn by their probabilities", () => near(shares({}), [0.1, 0.6, 0.3]));

test("temperature 1/2 squares the probabilities, 0 takes the largest", () => {
  const squares = [0.01, 0.36, 0.09].map((p) => p / 0.46);
  near(shares({ temperature: 0.5 }), squares);
  expect(shares({ temperature: 0 })).toEqual([0, 1, 0]);
});

test("only the most probable tokens are drawn with `top`", () => {
  near(shares({ top: 2 }), [0, 2 / 3, 1 / 3]);
  expect(shares({ top: 1 })).toEqual([0, 1, 0]);
});

test("an impossible token is never drawn, whatever the luck", () => {
  for (const luck of [0, 0.5, 1 - 2 ** -24]) expect(draw([Number.NEGATIVE_INFINITY, 0], { luck })).toBe(1);
});

test("the same seed draws the same sequence; `end` ends it", () => {
  const next = () => logs;
  const drawn = sample(next, { length: 40, seed: 3 });
  expect(drawn.length).toBe(40);
  expect(sample(next, { length: 40, seed: 3 })).toEqual(drawn);
  expect(sample(next, { length: 40, seed: 4 })).not.toEqual(drawn);
  expect(sample(next, { length: 40, seed: 3, end: 0 })).toEqual(drawn.slice(0, drawn.indexOf(0)));
});
