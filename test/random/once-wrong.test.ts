import { expect, test } from "vitest";
import { examine } from "./examine.ts";

/** What random models have found, as small as it gets. */
const texts: readonly (readonly [string, string])[] = [
  ["a running sum along the axis of lanes", `model M {
  input x: [N, H, W, 3]
  param w: [] ~ ones
  loss wave = mean(sin(cos(2 * cumsum(x) / 3 + 1))) + w^2
  train { minimize wave using sgd(lr: 0.1) }
}`],
  ["the largest of what a comparison with the lane chooses", `model M {
  input x: [N, 3]
  k = indices(3)
  e[n, i, j] = if k[i] <= k[j] then x[n, i] - x[n, j] else 0
  param w: []
  loss square = w^2
  metric places = sum(argmax(e))
  train { minimize square using sgd(lr: 0.1) }
}`],
  ["a causal mask over four lanes and one that is left over", `model M {
  input x: [3, 5, 4]
  param w: [] ~ 0.3
  loss square = mean((x |> SelfAttention(2, causal: true))^2) + w^2
  train { minimize square using sgd(lr: 0.1) }
}`],
];

test.each(texts)("%s", async (_, text) => {
  for (const seed of [1, 2, 3]) expect((await examine({ seed, text, files: new Map() }, { thorough: true })).finding).toBeUndefined();
});
