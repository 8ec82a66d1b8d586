import { globSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nnc } from "./run.ts";

const cwd = join(import.meta.dirname, "../..");
const examples = globSync("examples/*/*.nnet", { cwd }).sort();

test("there are examples", () => {
  expect(examples.length).toBeGreaterThanOrEqual(7);
});

/** Gradients of larger models would take minutes to hours to check; those of their layers are checked elsewhere, and small ones of their kind train as in PyTorch. */
const mostFlops = 3.2e7;

test.each(examples)("%s has no errors, and every gradient is correct", (file) => {
  expect(nnc(["check", file], { cwd })).toMatchObject({ code: 0, err: "" });
  const summary = nnc(["summary", file, "--set", "N=2", "--format", "json"], { cwd });
  // A file of layers for others to import has nothing to train.
  if (summary.err.includes("no-model")) return;
  expect({ code: summary.code, err: summary.err }).toEqual({ code: 0, err: "" });
  const { forward } = JSON.parse(summary.out);
  expect(forward).toBeGreaterThan(0);
  if (forward > mostFlops) {
    large.push(file);
    return;
  }
  const { code, out, err } = nnc(["gradcheck", file, "--sample", forward > 1e7 ? "1" : "3", "--set", "N=2", ...(longer[file] ?? []), "--format", "json"], { cwd });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const parameters = JSON.parse(out).phases.flatMap((p: { parameters: unknown[] }) => p.parameters);
  expect(parameters.length).toBeGreaterThan(0);
  for (const { checked, error } of parameters) {
    expect(checked).toBeGreaterThan(0);
    expect(error).toBeLessThanOrEqual(1e-7);
  }
});

/** In the shortest recording there is no word, among two pictures no triplet, and so no gradient. */
const longer: Readonly<Record<string, readonly string[]>> = { "examples/speech/speech.nnet": ["--set", "L=896"], "examples/siamese/drawn.nnet": ["--set", "N=16"] };

const large: string[] = [];

test("only the networks for photographs and faces, and the deepest, are too large", () => {
  expect(large.map((file) => file.split("/")[1])).toEqual(["alexnet", "googlenet", "resnet", "resnet", "resnet", "siamese", "style", "vgg16"]);
});
