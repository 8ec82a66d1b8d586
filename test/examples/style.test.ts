import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decode, encode } from "fast-png";
import { expect, test } from "vitest";
import { folderWith, nnc } from "../cli/run.ts";
import { toTensors } from "../train/safetensors.ts";

const examples = join(import.meta.dirname, "../../examples");

test("style transfer, of small pictures: the features are those of the file and stay so, the picture is what changes", () => {
  const source = readFileSync(join(examples, "style/style.nnet"), "utf8");
  const small = source.replaceAll("160, 240", "16, 24").replace("photo.jpg", "photo.png").replace("0..115199", "0..1151").replace("115200..230399", "1152..2303");
  const picture = (shade: (i: number) => number): Uint8Array => encode({ width: 24, height: 16, channels: 3, data: Uint8Array.from({ length: 1152 }, (_, i) => shade(i)) });
  const features = ["features.nnet", "features.safetensors"].map((name) => [name, readFileSync(join(examples, "style", name))] as const);
  const cwd = folderWith({ ...Object.fromEntries(features), "style.nnet": small, "photo.png": picture((i) => i % 200), "painting.png": picture((i) => (i * 37) % 256) });
  const { code, err } = nnc(["train", "style.nnet", "--epochs", "20", "--no-progress"], { cwd });
  expect(code).toBe(0);
  expect(err).toContain("features: 8 tensors from features.safetensors");
  const losses = [...err.matchAll(/ style (\S+)/g)].map(([, loss]) => Number(loss));
  expect(losses).toHaveLength(20);
  expect(losses.at(-1)!).toBeLessThan(losses[0]! / 2);
  const [given, after] = ["features.safetensors", "style.safetensors"].map((name) => toTensors(readFileSync(join(cwd, name))));
  for (const name of ["conv1.W", "conv2.W", "conv3.b", "conv4.b"].map((n) => `features.${n}`)) expect(after![name]).toEqual(given![name]);
  expect(Object.keys(after!).filter((name) => name.includes("/")).map((name) => name.replace(/\/.*/, ""))).toEqual(expect.not.arrayContaining(["features"]));
  expect(nnc(["predict", "style.nnet", "--data", "train", "-o", "result.png"], { cwd })).toMatchObject({ code: 0, err: "" });
  const { width, height, channels } = decode(readFileSync(join(cwd, "result.png")));
  expect([width, height, channels]).toEqual([3 * 25 - 1, 16, 3]);
});
