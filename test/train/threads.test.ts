import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith, nnc } from "../cli/run.ts";
import { wavesFiles } from "./waves.ts";

const files = wavesFiles({ features: 16, hidden: 128, examples: 80, batch: 32 });

test("nnc train and nnc eval give the same numbers in one thread and in two", () => {
  const outcomes = [[], ["--threads", "1"], ["--threads", "2"]].map((words) => {
    const cwd = folderWith(files);
    const trained = nnc(["train", "waves.nnet", "--quiet", ...words], { cwd });
    const evaluated = nnc(["eval", "waves.nnet", "--split", "train", ...words], { cwd });
    return { codes: [trained.code, evaluated.code], err: trained.err + evaluated.err, out: trained.out + evaluated.out, weights: readFileSync(join(cwd, "waves.safetensors")).toString("hex") };
  });
  expect(outcomes[0]).toMatchObject({ codes: [0, 0], err: "" });
  expect(outcomes[0]!.out).toMatch(/train\s+80/);
  expect(outcomes[1]).toEqual(outcomes[0]);
  expect(outcomes[2]).toEqual(outcomes[0]);
});

test.each([
  [["--threads", "0"], /`0` is no value for `--threads`: a whole number of at least 1/],
  [["--threads", "1.5"], /a whole number of at least 1/],
  [["--threads", "1000"], /at most 64/],
  [["--threads", "2", "--target", "ts"], /1 for the target ts, which has no threads.*compiled to WebAssembly/s],
])("%j is refused", (words, message) => {
  const { code, err } = nnc(["train", "waves.nnet", "--quiet", ...words], { cwd: folderWith(files) });
  expect(err).toMatch(/bad-option-value/);
  expect(err).toMatch(message);
  expect(code).not.toBe(0);
});
