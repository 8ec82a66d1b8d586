import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decode } from "fast-png";
import { expect, test } from "vitest";
import { scenes, side } from "../../examples/yolo/scenes.ts";
import { folderWith, nnc } from "../cli/run.ts";

const example = join(import.meta.dirname, "../../examples/yolo");

test("scenes: the same seed draws the same, boxes lie within the scene and hold what is drawn", () => {
  const [first, again, other] = [scenes(5, 0, 60), scenes(5, 0, 60), scenes(6, 0, 60)];
  expect(again).toEqual(first);
  expect(scenes(5, 59, 60)[0]).toEqual(first[59]);
  expect(other[0]!.pixels).not.toEqual(first[0]!.pixels);
  const seen = new Set<number>();
  for (const { pixels, shapes } of first) {
    expect(pixels).toHaveLength(side * side * 3);
    seen.add(shapes.length);
    for (const { x, y, width, height } of shapes) {
      for (const [centre, size] of [[x, width], [y, height]] as const) {
        expect(centre - size / 2).toBeGreaterThanOrEqual(0);
        expect(centre + size / 2).toBeLessThanOrEqual(side);
      }
    }
    // The last shape lies above the others: its middle has its colour, but for the noise.
    const { x, y, colour } = shapes.at(-1)!;
    for (const c of [0, 1, 2]) expect(Math.abs(pixels[3 * (y * side + x) + c]! - colour[c]!)).toBeLessThanOrEqual(61);
  }
  expect([...seen].toSorted()).toEqual([1, 2, 3, 4]);
});

test("the commands of the README: scenes are made, learned, predicted and drawn", () => {
  const cwd = folderWith({});
  const run = (script: string, ...args: string[]) => {
    const { status, stderr } = spawnSync(process.execPath, [join(example, script), ...args], { cwd, encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  };
  const source = join(example, "yolo.nnet");
  run("make-scenes.ts", cwd, "160");
  const { code, err } = nnc(["train", source, "--data-dir", cwd, "--epochs", "3", "--batch", "8", "--limit", "40"], { cwd });
  expect(code).toBe(0);
  const losses = [...err.matchAll(/ train {2}error (\d+\.\d+)/g)].map(([, loss]) => Number(loss));
  expect(losses).toHaveLength(3);
  expect(losses[2]!, err).toBeLessThan(0.8 * losses[0]!);

  expect(nnc(["predict", source, "--data-dir", cwd, "-o", "found.json"], { cwd }).code).toBe(0);
  const { shapes, examples } = JSON.parse(readFileSync(join(cwd, "found.json"), "utf8"));
  expect(shapes).toEqual({ box: ["16", "4"], kind: ["16"], score: ["16"] });
  expect(examples).toHaveLength(24);
  run("draw.ts", "found.json", "found.png");
  expect(decode(readFileSync(join(cwd, "found.png")))).toMatchObject({ width: 6 * 3 * side, height: 2 * 3 * side, channels: 3 });
});
