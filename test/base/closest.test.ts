import { expect, test } from "vitest";
import { closest, didYouMean } from "../../src/base/closest.ts";

test.each([
  ["relU", ["tanh", "relu"], "relu"],
  ["recieve", ["relieve", "receive"], "receive"],
  ["cross", ["across", "cross_entropy"], "cross_entropy"],
  ["opt", ["output", "options"], "options"],
  ["strde", ["stripe", "stride"], "stride"],
  ["fun", ["fn", "layer"], "fn"],
  ["DENCE", ["dense"], "dense"],
  // Nothing is near.
  ["x", ["y"], undefined],
  ["ab", ["ac"], undefined],
  ["max", ["min"], undefined],
  ["relu", [], undefined],
  // A word is no slip of itself.
  ["relu", ["relu"], undefined],
])("%s among %j means %s", (word, candidates, meant) => {
  expect(closest(word, candidates)).toBe(meant);
  expect(didYouMean(word, candidates)).toEqual(meant === undefined ? {} : { help: `did you mean \`${meant}\`?` });
});

test("long words take no time", () => {
  expect(closest("a".repeat(1e6), ["a".repeat(1e6 - 1), "a"])).toBeUndefined();
});
