import { expect, test } from "vitest";
import { constructs } from "./constructs.ts";
import { randomModel } from "./generate.ts";
import { examineAll } from "./run.ts";

const models = 200;

test(`${models} random models: interpreter, evaluator and all targets agree on losses, metrics, gradients and updates`, { timeout: 300_000 }, async () => {
  const { failures, total, uses } = await examineAll(1, models);
  expect(failures, failures.join("\n\n")).toEqual([]);
  expect(constructs.filter((name) => !uses.has(name)), "constructs that the generator has lost").toEqual([]);
  expect(total.gradients).toBeGreaterThan(2 * models);
  expect(total.differences).toBeGreaterThan(models);
  expect(total.kinks).toBeLessThan(total.differences / 20);
  expect(total.undecided).toBeLessThan(total.programs / 20);
});

test("a seed has one text", () => {
  for (const seed of [1, 2, 77]) expect(randomModel(seed)).toEqual(randomModel(seed));
  expect(new Set(Array.from({ length: 50 }, (_, seed) => randomModel(seed).text)).size).toBe(50);
});
