import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { targets } from "../../src/emit/targets.ts";
import { loadModule } from "../../src/train/load.ts";
import { folderWith, nnc } from "../cli/run.ts";
import { toTensors } from "../train/safetensors.ts";

const source = join(import.meta.dirname, "../../examples/gan/gan.nnet");

test("a step of a phase changes its own network and no other, and draws new noise", async () => {
  const { plans } = compile({ name: source, text: readFileSync(source, "utf8") }, { load: () => undefined });
  const model = await (await loadModule(targets.get("ts")!.emit(plans[0]!))).create({ N: 8 });
  const image = Float32Array.from({ length: 8 * 64 }, (_, i) => (i % 7) / 7);
  for (const [phase, other] of [["discriminator", "generator"], ["generator", "discriminator"]] as const) {
    const before = toTensors(model.save());
    model.train({ image }, { phase });
    const after = toTensors(model.save());
    const weights = Object.keys(before).filter((name) => /\.(W|b|gamma|beta)$/.test(name));
    const changed = weights.filter((name) => before[name]!.some((w, i) => w !== after[name]![i]));
    expect(changed.filter((name) => name.startsWith(phase)).length).toBeGreaterThanOrEqual(6);
    expect(changed.filter((name) => name.startsWith(other))).toEqual([]);
  }
  const made = (): Float32Array => Float32Array.from(model.predict({}, { sizes: { N: 8 } })["digit"] as Float32Array);
  const first = made();
  // The generator rests, so that what it makes differs by the noise alone.
  model.train({ image }, { phase: "discriminator" });
  expect(made()).not.toEqual(first);
  expect([...first].every((v) => v > 0 && v < 1)).toBe(true);
});

test("nnc train lets the two take turns, predict draws what the generator makes", () => {
  const cwd = folderWith({});
  const { code, err } = nnc(["train", source, "--limit", "128", "--epochs", "1", "--no-progress", "--target", "wasm"], { cwd });
  expect(code).toBe(0);
  expect(err).toMatch(/^discriminator epoch 1\/1 {2}train {2}caught \d\.\d{4} {2}fooled \d\.\d{4} /m);
  const averages = toTensors(readFileSync(join(cwd, "gan.safetensors")));
  for (const name of ["generator.dense1.W/adam.s", "discriminator.dense1.W/adam.s"]) expect(Math.max(...averages[name]!)).toBeGreaterThan(0);
  expect(nnc(["predict", source, "--data", "train", "--limit", "64", "-o", "digits.png", "--zoom", "4"], { cwd })).toMatchObject({ code: 0, err: "" });
  expect(existsSync(join(cwd, "digits.png"))).toBe(true);
});
