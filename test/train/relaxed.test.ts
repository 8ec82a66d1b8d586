import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith, nnc } from "../cli/run.ts";

const model = `model Waves {
  input x: [N, 4]
  input y: index(3)[N]
  logits = x |> Dense(16) |> tanh |> Dropout(0.1) |> Dense(3)
  loss nll = cross_entropy(logits, y)
  train { minimize nll using adam(lr: 0.01) batch 8 epochs 2 }
}
data train = csv("waves.csv") {
  x = columns(0..3)
  y = column(4)
}
`;
const rows = Array.from({ length: 40 }, (_, i) => [...[1, 2, 3, 5].map((k) => Math.sin(i * k).toFixed(4)), i % 3].join(","));

/** The weights of a training on a machine whose processor lacks what these options of V8 switch off, or that does not optimize. */
function weights(words: readonly string[], node: readonly string[]): Buffer {
  const cwd = folderWith({ "waves.nnet": model, "waves.csv": `${rows.join("\n")}\n` });
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
