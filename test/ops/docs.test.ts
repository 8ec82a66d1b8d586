import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { derived } from "../../scripts/derive-ops.ts";
import { ops } from "../../src/ops/all.ts";

test("the page of the operations is fresh and names them all", () => {
  const files = Object.entries(derived());
  expect(files.length).toBe(1);
  for (const [name, text] of files) {
    expect(readFileSync(new URL(`../../${name}`, import.meta.url), "utf8"), "run node scripts/derive-ops.ts").toBe(text);
    for (const op of ops.keys()) expect(text).toContain(`| \`${op}\` |`);
  }
});

test("specifications that are named exist", () => {
  const known = new Set(
    `abs add and broadcast_in_dim ceil compare concatenate constant convert convolution cosine divide dot_general exponential
    exponential_minus_one floor gather get_dimension_size iota is_finite log log_plus_one logistic maximum minimum multiply negate not or
    pad power reduce reduce_window reshape reverse round_nearest_even scatter select select_and_scatter sign sine slice sqrt subtract tanh
    transpose get_tuple_element while`.split(/\s+/),
  );
  const named = [...ops.values()].flatMap((op) => op.spec ?? []);
  expect(named.length).toBeGreaterThan(45);
  expect(named.filter((spec) => !known.has(spec))).toEqual([]);
});
