import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith, nnc } from "../cli/run.ts";

const source = join(import.meta.dirname, "../../examples/digits/digits.nnet");

test("nnc train examples/digits/digits.nnet recognizes at least 97 % of the test digits", () => {
  const cwd = folderWith({});
  const { code, out, err } = nnc(["train", source], { cwd });
  expect(code).toBe(0);
  expect(err.match(/^epoch +\d+\/30 {2}train {2}nll \d\.\d+ {2}accuracy \d\.\d+ {2}\| val .* samples\/s$/gm)).toHaveLength(30);
  const [, examples, accuracy] = /^test +(\d+) +\S+ +(\d\.\d+)$/m.exec(out) ?? [];
  expect(Number(examples)).toBe(180);
  expect(Number(accuracy)).toBeGreaterThanOrEqual(0.97);
  // What is saved is what was measured.
  expect(nnc(["eval", source], { cwd }).out.split("\n")[1]).toBe(out.split("\n").find((line) => line.startsWith("test ")));
});

test("the same seed gives the same numbers and the same bytes twice, another seed does not", () => {
  const runs = ["3", "3", "4"].map((seed) => {
    const cwd = folderWith({});
    const { code, out, err } = nnc(["train", source, "--epochs", "2", "--seed", seed], { cwd });
    expect(code).toBe(0);
    const epochs = err.replaceAll(/ {2}[\d.]+ s {2}[\d,]+ samples\/s/g, "");
    expect(epochs).not.toContain("samples/s");
    return { numbers: epochs + out, weights: readFileSync(join(cwd, "digits.safetensors")) };
  });
  const [first, second, other] = runs;
  expect(second!.numbers).toBe(first!.numbers);
  expect(second!.weights.equals(first!.weights)).toBe(true);
  expect(other!.numbers).not.toBe(first!.numbers);
  expect(other!.weights.equals(first!.weights)).toBe(false);
});
