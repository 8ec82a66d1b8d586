import { globSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nnc } from "./run.ts";

const cwd = join(import.meta.dirname, "../..");
const examples = globSync("examples/*/*.nnet", { cwd }).sort();

test("there are examples", () => {
  expect(examples.length).toBeGreaterThanOrEqual(7);
});

test.each(examples)("%s has no errors, and every gradient is correct", (file) => {
  expect(nnc(["check", file], { cwd })).toMatchObject({ code: 0, err: "" });
  const { code, out, err } = nnc(["gradcheck", file, "--sample", "5", "--set", "N=2", "--format", "json"], { cwd });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const parameters = JSON.parse(out).phases.flatMap((p: { parameters: unknown[] }) => p.parameters);
  expect(parameters.length).toBeGreaterThan(0);
  for (const { checked, error } of parameters) {
    expect(checked).toBeGreaterThan(0);
    expect(error).toBeLessThanOrEqual(1e-7);
  }
});
