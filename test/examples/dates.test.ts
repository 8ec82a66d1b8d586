import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { makeDates } from "../../examples/dates/make-dates.ts";

const file = new URL("../../examples/dates/dates.tsv.gz", import.meta.url);
const text = makeDates();

test("the committed pairs are those that make-dates.ts makes", () => {
  expect(gunzipSync(readFileSync(file)).toString()).toBe(text);
});

test("no day occurs twice, and no way of writing one stands for two", () => {
  const pairs = text.trimEnd().split("\n").map((line) => line.split("\t"));
  expect(pairs).toHaveLength(12_000);
  expect(new Set(pairs.map(([, day]) => day)).size).toBe(12_000);
  expect(new Set(pairs.map(([source]) => source)).size).toBe(12_000);
  for (const [, day] of pairs) expect(new Date(day!).toISOString().slice(0, 10)).toBe(day);
});
