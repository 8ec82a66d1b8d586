import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { decode } from "fast-png";
import { expect, test } from "vitest";
import { folderWith, nnc } from "../cli/run.ts";

const examples = join(import.meta.dirname, "../../examples");

function run(script: string, cwd: string, ...words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(examples, script), ...words], { cwd, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
}

test.each([
  ["unet/draw-scenes.ts", ["unet/scenes.npy.gz", "unet/masks.npy.gz"], gunzipSync],
  ["siamese/draw-faces.ts", ["siamese/faces.idx.gz", "siamese/persons.idx.gz"], gunzipSync],
  ["style/paint.ts", ["style/painting.png"], (bytes: Buffer) => Buffer.from(decode(bytes).data)],
] as const)("%s draws what is committed", (script, files, opened) => {
  const cwd = folderWith({});
  run(script, cwd, cwd);
  for (const file of files) expect(opened(readFileSync(join(cwd, file.replace(/.*\//, "")))).equals(opened(readFileSync(join(examples, file)))), file).toBe(true);
});

test("U-Net: masks are learned from the first scenes, and input, truth and prediction stand side by side", () => {
  const cwd = folderWith({});
  const words = [join(examples, "unet/unet.nnet"), "--limit", "8", "--target", "wasm"];
  const { code, out } = nnc(["train", ...words, "--epochs", "1", "--quiet"], { cwd });
  expect(code).toBe(0);
  expect(out).toMatch(/^split +examples +nll +accuracy +overlap\nval +8 /);
  expect(nnc(["predict", ...words, "-o", "masks.png"], { cwd })).toMatchObject({ code: 0, err: "" });
  const { width, height, channels } = decode(readFileSync(join(cwd, "masks.png")));
  expect([width, height, channels]).toEqual([2 * 98 + 3, 4 * 32 + 3 * 3, 1]);
});

test("verification: the threshold comes from val, the numbers from test", () => {
  const cwd = folderWith({});
  const file = (name: string, codes: readonly (readonly [number, number])[]): void => {
    writeFileSync(join(cwd, name), JSON.stringify({ examples: codes.map(([person, at]) => ({ code: [at, 0], person })) }));
  };
  // Distances of one person: 1 and 1; of two: 9, 10, 10, 11. The threshold lies in the middle of the gap.
  file("val.json", [[0, 0], [0, 1], [1, 10], [1, 11]]);
  // Of one person: 4 and 6; of two: 3, 3, 7, 9 (|4-1|, ...).
  file("test.json", [[0, 0], [0, 4], [1, 7], [1, 13]]);
  const out = run("siamese/verify.ts", cwd, "val.json", "test.json");
  expect(out).toContain("6 pairs, 2 of them of one person");
  expect(out).toMatch(/^threshold, chosen on val +5\.0000$/m);
  // 4 < 5 is accepted, 6 is not; 7, 13, 9 are refused, 3 is not.
  expect(out).toMatch(/^same person, accepted +0\.5000$/m);
  expect(out).toMatch(/^other person, refused +0\.7500$/m);
  // 4 is closer than 7, 9 and 13, 6 than 7, 9 and 13.
  expect(out).toMatch(/^area under the ROC curve +0\.7500$/m);
});
