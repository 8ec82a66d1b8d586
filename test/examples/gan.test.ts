import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Gan } from "../../examples/gan/gan.ts";
import { folderWith, nnc } from "../cli/run.ts";
import { toTensors } from "../train/safetensors.ts";

const folder = join(import.meta.dirname, "../../examples/gan");

test("a step of a phase changes its own network and no other, and draws new noise", async () => {
  const model = await Gan.create({ N: 8 });
  const image = Float32Array.from({ length: 8 * 64 }, (_, i) => (i % 7) / 7);
  for (const [phase, other] of [["discriminator", "generator"], ["generator", "discriminator"]] as const) {
    const before = toTensors(model.save());
    if (phase === "generator") model.train({ image }, { phase });
    else model.train({ image }, { phase });
    const after = toTensors(model.save());
    const weights = Object.keys(before).filter((name) => /\.(W|b|gamma|beta)$/.test(name));
    const changed = weights.filter((name) => before[name]!.some((w, i) => w !== after[name]![i]));
    expect(changed.filter((name) => name.startsWith(phase)).length).toBeGreaterThanOrEqual(6);
    expect(changed.filter((name) => name.startsWith(other))).toEqual([]);
  }
  // The losses of a step differ from those of the last one on the same digits by the noise alone: the generator rests.
  const first = model.predict({}, { sizes: { N: 8 } }).digit;
  model.train({ image }, { phase: "discriminator" });
  const second = model.predict({}, { sizes: { N: 8 } }).digit;
  expect(second).not.toEqual(first);
  expect([...first].every((v) => v > 0 && v < 1)).toBe(true);
});

test("the commands of the README: train.ts trains both, predict draws what the generator makes", () => {
  const cwd = folderWith({});
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, "train.ts"), "1"], { cwd, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^epoch 1 {2}discriminator \d\.\d{3} {2}generator \d\.\d{3}\n$/);
  expect(nnc(["predict", join(folder, "gan.nnet"), "--data", "train", "--limit", "64", "-o", "digits.png", "--zoom", "4"], { cwd })).toMatchObject({ code: 0, err: "" });
  expect(existsSync(join(cwd, "digits.png"))).toBe(true);
});
