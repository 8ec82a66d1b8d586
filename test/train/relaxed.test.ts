import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith, nnc } from "../cli/run.ts";
import { wavesFiles } from "./waves.ts";

const files = wavesFiles({ features: 4, hidden: 16, examples: 40, batch: 8 });

/** The weights of a training on a machine whose processor lacks what these options of V8 switch off, or that does not optimize. */
function weights(words: readonly string[], node: readonly string[]): Buffer {
  const cwd = folderWith(files);
  const { code, err } = nnc(["train", "waves.nnet", "--quiet", ...words], { cwd, node });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return readFileSync(join(cwd, "waves.safetensors"));
}

const machines = [["--no-enable-fma3"], ["--no-enable-avx"], ["--liftoff-only"]];

test.each(machines)("with --no-relaxed, the bits of a training are the same on a machine with %s", (option) => {
  expect(weights(["--no-relaxed"], [option!]).equals(weights(["--no-relaxed"], []))).toBe(true);
});

test("without it, a machine that fuses rounds otherwise", (context) => {
  const [here, elsewhere] = [weights([], []), weights([], ["--no-enable-fma3"])];
  if (weights(["--no-relaxed"], []).equals(here)) context.skip("this machine does not fuse");
  expect(here.equals(elsewhere)).toBe(false);
  expect(elsewhere.equals(weights(["--no-relaxed"], []))).toBe(true);
});
