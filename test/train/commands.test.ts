import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decode } from "fast-png";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nnc, tinyFiles } from "./command-line.ts";
import { toTensors } from "./safetensors.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nnc-train-"));
  write(tinyFiles());
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
}

const bytesOf = (name: string): Buffer => readFileSync(join(folder, name));

test("train shows a line for each epoch and a final table, and writes the weights", async () => {
  const ran = await nnc(folder, "train", "tiny.nnet");
  expect(ran.status).toBe(0);
  expect(ran.stderr.match(/^epoch \d\/4 .* samples\/s$/gm)).toHaveLength(4);
  expect(ran.stderr).toContain("weights written to tiny.safetensors");
  expect(ran.stdout).toMatch(/^split +examples +nll +accuracy\nval +9 +\d\.\d{4} +\d\.\d{4}\ntest +9 /);
  expect(ran.stdout).toMatch(/class +precision +recall +F1 +support\n0 /);
  expect(existsSync(join(folder, "tiny.checkpoint.safetensors"))).toBe(false);
});

test("the same seed gives the same numbers and bytes twice, another seed does not", async () => {
  const runs = [];
  for (const seed of ["5", "5", "6"]) {
    const { stdout } = await nnc(folder, "train", "tiny.nnet", "--quiet", "--seed", seed);
    runs.push(stdout + bytesOf("tiny.safetensors").toString("base64"));
  }
  expect(runs[0]).toBe(runs[1]);
  expect(runs[0]).not.toBe(runs[2]);
});

test("eval repeats the numbers of the final table; json holds the same", async () => {
  const trained = await nnc(folder, "train", "tiny.nnet", "--quiet");
  const evaluated = await nnc(folder, "eval", "tiny.nnet");
  expect(trained.stdout.split("\n")[2]).toBe(evaluated.stdout.split("\n")[1]);
  const json = JSON.parse((await nnc(folder, "eval", "tiny.nnet", "--format", "json")).stdout);
  expect(json).toMatchObject({ version: 1, model: "Tiny", splits: [{ split: "test", examples: 9 }] });
  const again = JSON.parse((await nnc(folder, "train", "tiny.nnet", "--quiet", "--format", "json")).stdout);
  expect(again.splits[1]).toEqual(json.splits[0]);
  expect(again.epochs).toHaveLength(4);
});

test("predict writes outputs for a split, or for a file without labels", async () => {
  await nnc(folder, "train", "tiny.nnet", "--quiet");
  const json = JSON.parse((await nnc(folder, "predict", "tiny.nnet")).stdout);
  expect(json.shapes).toEqual({ probs: ["2"] });
  expect(json.examples).toHaveLength(9);
  for (const { probs } of json.examples) expect(probs[0] + probs[1]).toBeCloseTo(1, 5);
  write({ "new.csv": "0.2,0.3\n1.5,-0.5\n" });
  const csv = (await nnc(folder, "predict", "tiny.nnet", "--data", "new.csv", "--format", "csv")).stdout.trim().split("\n");
  expect(csv[0]).toBe("probs[0],probs[1]");
  expect(csv.slice(1).map((line) => line.split(",").map(Number)).map(([a, b]) => a! > b!)).toEqual([true, false]);
});

test("a part begins with the weights of a file, under its full names or its own, and the rest of the file is not needed", async () => {
  await nnc(folder, "train", "tiny.nnet", "--quiet");
  write({ "part.nnet": source.replace("net    = Dense(2)", 'net    = Dense(2) from "tiny.safetensors"').replace(/lr: 0.5/, "lr: 0.0") });
  const ran = await nnc(folder, "train", "part.nnet", "--no-progress", "--seed", "9");
  expect(ran.stderr).toContain("net: 2 tensors from tiny.safetensors; not needed: ");
  const tensors = [toTensors(bytesOf("tiny.safetensors")), toTensors(bytesOf("part.safetensors"))];
  for (const name of ["net.W", "net.b"]) expect(tensors[1]![name]).toEqual(tensors[0]![name]);
});

test("predict draws the outputs that are pictures: those of an example side by side, the examples as a grid, into a PNG file", async () => {
  write({
    "drawn.nnet": `model Drawn {
  input x: [N, 2]
  param bright: [] ~ ones
  dot = reshape(x, [N, 1, 2])
  output dot
  output inverse = spread(bright - dot, 3)
  output drawn = rand([N, 1, 1, 1])
  output total = sum(x, axis: 1)
  loss none = sum(bright) * mean(x)
  train { minimize none using sgd(lr: 0.0) }
}
data train = csv("dots.csv") { x = columns(0..1) }
`,
    "dots.csv": "0,0.2\n1,0\n-3,7\n",
  });
  await nnc(folder, "train", "drawn.nnet", "--quiet");
  const ran = await nnc(folder, "predict", "drawn.nnet", "--data", "train", "--output", "dots.png", "--zoom", "2");
  expect(ran).toEqual({ status: 0, stdout: "", stderr: "" });
  const { width, height, channels, data } = decode(bytesOf("dots.png"));
  // 2 + 2 + 1 pixels and gaps between them: 7 wide, 1 high; two examples beside each other and one below, with wider gaps.
  expect([width, height, channels]).toEqual([34, 10, 3]);
  const pixel = (x: number, y: number): number[] => [...data.subarray((2 * y * width + 2 * x) * 3).subarray(0, 3)];
  const [black, white] = [[0, 0, 0], [255, 255, 255]];
  expect([0, 1, 2, 3, 4, 5].map((x) => pixel(x, 0))).toEqual([black, [51, 51, 51], white, white, [204, 204, 204], white]);
  expect([0, 1, 2, 3, 4, 5].map((x) => pixel(10 + x, 0))).toEqual([white, black, white, black, white, white]);
  expect([0, 1, 2, 3, 4, 5].map((x) => pixel(x, 4))).toEqual([black, white, white, white, black, white]);
  // Each pixel is a square of four.
  expect(data.subarray(0, 6)).toEqual(data.subarray(width * 3, width * 3 + 6));
  // Noise needs no input, and differs from example to example.
  expect(new Set([pixel(6, 0), pixel(16, 0), pixel(6, 4)].map(String)).size).toBe(3);
});

test("predict writes its text to a file, whose name tells the form", async () => {
  await nnc(folder, "train", "tiny.nnet", "--quiet");
  for (const form of ["json", "csv"]) {
    const { stdout } = await nnc(folder, "predict", "tiny.nnet", "--format", form);
    expect(await nnc(folder, "predict", "tiny.nnet", "-o", `out.${form}`)).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(bytesOf(`out.${form}`).toString()).toBe(stdout);
  }
});

test("a PNG file is refused where nothing is a picture, where it would be huge, and on a terminal", async () => {
  await nnc(folder, "train", "tiny.nnet", "--quiet");
  const none = await nnc(folder, "predict", "tiny.nnet", "-o", "out.png");
  expect(none.stderr).toContain("error[no-picture]: none of the outputs is a picture: probs is [N, 2]");
  write({ "tiny.nnet": tinyFiles()["tiny.nnet"]!.replace("output probs", "output image = reshape(x, [N, 1, 2])\n  output probs") });
  const huge = await nnc(folder, "predict", "tiny.nnet", "-o", "out.png", "--zoom", "9000");
  expect(huge.stderr).toContain("error[picture-too-large]: the picture would be");
  expect((await nnc(folder, "predict", "tiny.nnet", "--format", "png")).stderr).toContain("error[missing-argument]: `--output FILE.png` is missing");
  expect(existsSync(join(folder, "out.png"))).toBe(false);
});

const script = (words: readonly string[]): string =>
  `const { main } = await import(${JSON.stringify(join(import.meta.dirname, "../../src/cli/main.ts"))}); await main(${JSON.stringify(words)});`;

/** Sends a signal to `nnc train` once it has saved a checkpoint. */
async function stopped(signal: "SIGKILL" | "SIGINT", ...words: readonly string[]): Promise<{ readonly status: number | null; readonly stderr: string }> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", script(["train", "tiny.nnet", ...words])], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (chunk) => (stderr += chunk));
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  while (!existsSync(join(folder, "tiny.checkpoint.safetensors")) && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill(signal);
  return { status: await ended, stderr };
}

test("after SIGKILL, --resume ends with the same bytes and the same table as no break", async () => {
  // Running statistics, random masks, two slots for each parameter, and a rate that depends on step and epoch must all go on.
  write(tinyFiles(2000, "epochs 30", "adam(lr: step_decay(0.01, 0.9))", "|> Dense(8) |> BatchNorm |> relu |> Dropout(0.2)"));
  const whole = await nnc(folder, "train", "tiny.nnet", "--quiet", "-o", "whole.safetensors");
  await stopped("SIGKILL", "--checkpoint-every", "3");
  expect(existsSync(join(folder, "tiny.safetensors"))).toBe(false);
  const resumed = await nnc(folder, "train", "tiny.nnet", "--quiet", "--resume");
  expect(resumed.stderr).toBe("");
  expect(resumed.stdout).toBe(whole.stdout);
  expect(bytesOf("tiny.safetensors").equals(bytesOf("whole.safetensors"))).toBe(true);
});

test("SIGINT finishes the step, saves, says how to go on, and exits with 130", async () => {
  write(tinyFiles(3000, "epochs 1000"));
  const { status, stderr } = await stopped("SIGINT");
  expect(status).toBe(130);
  expect(stderr).toMatch(/interrupted after step \d+; saved in tiny\.checkpoint\.safetensors\ngo on with the same command and `--resume`\n$/);
  expect((await nnc(folder, "train", "tiny.nnet", "--quiet", "--resume", "--epochs", "1")).status).toBe(0);
});

test("a loss that explodes is one error, and what was saved before stays", async () => {
  await nnc(folder, "train", "tiny.nnet", "--quiet", "--checkpoint", "kept.safetensors");
  const before = [bytesOf("tiny.safetensors"), bytesOf("kept.safetensors")];
  write({ "tiny.nnet": tinyFiles()["tiny.nnet"]!.replace("lr: 0.5", "lr: 1e38") });
  const ran = await nnc(folder, "train", "tiny.nnet", "--quiet", "--checkpoint", "kept.safetensors");
  expect(ran.status).toBe(1);
  expect(ran.stderr.match(/error\[[\w-]+\]/g)).toEqual(["error[loss-not-finite]"]);
  expect([bytesOf("tiny.safetensors"), bytesOf("kept.safetensors")]).toEqual(before);
});

const source = tinyFiles()["tiny.nnet"]!;
const bad: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[], string, RegExp])[] = [
  ["a data file with a typing mistake", { "tiny.nnet": source.replace("points.csv", "point.csv") }, ["train", "tiny.nnet"], "data-missing-file", /did you mean `points\.csv`, or .*--data-dir DIR/],
  ["a folder as a data file", { "tiny.nnet": source.replace("points.csv", ".") }, ["train", "tiny.nnet"], "data-unreadable-file", /it is a directory/],
  ["a data folder that is not there", {}, ["train", "tiny.nnet", "--data-dir", "nowhere"], "data-missing-file", /nowhere\/points\.csv/],
  ["a label out of range", { "tiny.nnet": source.replace("y = column(2)", "y = column(2) + 1") }, ["train", "tiny.nnet"], "data-label-out-of-range", /points\.csv:3:3/],
  ["a column that is not there", { "tiny.nnet": source.replace("column(2)", "column(3)") }, ["train", "tiny.nnet"], "data-column-out-of-range", /tiny\.nnet:12/],
  ["a broken row", { "points.csv": "1,2,0\n1,2\n" }, ["train", "tiny.nnet"], "data-ragged", /points\.csv:2/],
  ["a part of a split without rows", { "points.csv": "1,2,0\n1,2,1\n" }, ["train", "tiny.nnet"], "data-bad-split", /would get none/],
  ["an unknown phase", {}, ["train", "tiny.nnet", "--phase", "head"], "unknown-phase", /`head`/],
  ["no train block", { "tiny.nnet": source.replace(/ {2}train .*\n/, "") }, ["train", "tiny.nnet"], "no-train-phase", /minimize/],
  ["no data block", { "tiny.nnet": source.replace(/data train[\s\S]*/, "") }, ["train", "tiny.nnet"], "data-no-source", /data train = csv/],
  ["no checkpoint to resume", {}, ["train", "tiny.nnet", "--resume"], "missing-file", /after each epoch/],
  ["a checkpoint that is none", {}, ["train", "tiny.nnet", "--resume", "points.csv"], "checkpoint-damaged", /points\.csv/],
  ["weights that are not there", {}, ["eval", "tiny.nnet"], "missing-file", /nnc train/],
  ["weights that are none", {}, ["eval", "tiny.nnet", "--weights", "points.csv"], "weights-refused", /points\.csv/],
  ["a split that is not there", {}, ["eval", "tiny.nnet", "--split", "tset"], "data-no-source", /`tset`/],
  ["an unknown target", {}, ["train", "tiny.nnet", "--target", "js"], "unknown-target", /`js`/],
  ["a seed of more than 31 bits", {}, ["train", "tiny.nnet", "--seed", "2147483648"], "bad-option-value", /--seed/],
  ["a batch of nothing", {}, ["train", "tiny.nnet", "--batch", "0"], "bad-option-value", /--batch/],
  ["an unknown rule to stop", { "tiny.nnet": source.replace("epochs 4", "epochs 4 stop when test.nil has not improved for 2 epochs") }, ["train", "tiny.nnet"], "unknown-name", /nil/],
  ["a rule to stop that watches a table", { "tiny.nnet": source.replace("epochs 4", "epochs 4 stop when test.confusion has not improved for 2 epochs") }, ["train", "tiny.nnet"], "unknown-stop-quantity", /test\.confusion/],
];

test.each(bad)("%s is one coded error", async (_, files, words, code, says) => {
  write(files);
  const ran = await nnc(folder, ...words);
  expect(ran.stdout).toBe("");
  const codes = [...ran.stderr.matchAll(/error\[([\w-]+)\]/g)].map((m) => m[1]);
  expect(codes).toEqual([code]);
  expect(ran.stderr).toMatch(says);
  expect([1, 2]).toContain(ran.status);
});
