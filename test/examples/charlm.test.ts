import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { metadataOf } from "../../src/train/metadata.ts";
import { folderWith, nnc } from "../cli/run.ts";

const source = join(import.meta.dirname, "../../examples/charlm/charlm.nnet");

test("ten steps of the character LSTM on Shakespeare are far below a guess, and its weights know the 65 characters", () => {
  const cwd = folderWith({});
  const { code, out } = nnc(["train", source, "--limit", "160", "--epochs", "1", "--quiet"], { cwd });
  expect(code).toBe(0);
  const [, examples, nll] = /^test +(\d+) +(\d\.\d+) /m.exec(out) ?? [];
  expect(Number(examples)).toBe(160);
  // Guessing costs ln 65 = 4.17 nats a character.
  expect(Number(nll)).toBeLessThan(3.6);
  const vocabulary: readonly string[] = JSON.parse(metadataOf(readFileSync(join(cwd, "charlm.safetensors")))["nnc.vocabulary"]!);
  expect(vocabulary.join("")).toBe("\n !$&',-.3:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
});
