import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { encode } from "fast-png";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readSafetensors } from "../../src/runtime/safetensors.ts";
import { metadataOf } from "../../src/train/metadata.ts";
import { wavFile } from "../data/files.ts";
import { nnc } from "./command-line.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nnc-readers-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** Predicts the next of `classes` characters from the one before; T is told by the data. */
const next = (classes: number, data: string): string => `model Next {
  input text: index(${classes})[N, T], next: index(${classes})[N, T]
  logits = text |> Embedding(8) |> Dense(${classes})
  output probs = softmax(logits)
  loss nll = cross_entropy(logits, next)
  train { minimize nll using adam(lr: 0.05) batch 4 epochs 12 }
}
${data}
`;
const nearZero = /^test +\d+ +(0\.0\d+|\d\.\d+e-\d+)$/m;
const windows = (split: string, file: string): string => `data ${split} = text("${file}", length: 5, step: 3) {
  text = columns(0..3)
  next = columns(1..4)
}`;

test("text: a model learns what follows what, T is told by the data, and the vocabulary is stored with the weights", async () => {
  write({ "a.txt": "badcfe".repeat(30), "next.nnet": next(6, `${windows("train", "a.txt")}\nsplit train 80 : 20`) });
  const trained = await nnc(folder, "train", "next.nnet", "--quiet");
  expect(trained.stderr).not.toContain("error[");
  expect(trained.stdout).toMatch(nearZero);
  const vocabulary = ["a", "b", "c", "d", "e", "f"];
  expect(JSON.parse(metadataOf(readFileSync(join(folder, "next.safetensors")))["nnc.vocabulary"]!)).toEqual(vocabulary);

  // A text that has only some of the characters: they mean what they meant in the training.
  write({ "b.txt": "dcfeb" });
  const json = JSON.parse((await nnc(folder, "predict", "next.nnet", "--data", "b.txt")).stdout);
  expect(json).toMatchObject({ shapes: { probs: ["4", "6"] }, vocabulary });
  const [{ probs }] = json.examples;
  const likely = Array.from({ length: 4 }, (_, t) => probs.slice(6 * t, 6 * t + 6)).map((p) => vocabulary[p.indexOf(Math.max(...p))]);
  expect(likely.join("")).toBe("cfeb");

  write({ "c.txt": "badcfez" });
  const refused = await nnc(folder, "predict", "next.nnet", "--data", "c.txt");
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain('error[data-unknown-character]: the character "z" is not in the vocabulary of the training\n  --> c.txt:1:7');
});

test("text: data of another split mean what the training data mean, with and without a vocabulary in the weights", async () => {
  write({ "a.txt": "badcfe".repeat(30), "b.txt": "dcfeb", "next.nnet": next(6, `${windows("train", "a.txt")}\n${windows("test", "b.txt")}`) });
  const trained = await nnc(folder, "train", "next.nnet", "--quiet");
  const line = nearZero.exec(trained.stdout)?.[0] ?? trained.stdout;
  expect(trained.stdout).toMatch(nearZero);
  expect((await nnc(folder, "eval", "next.nnet")).stdout).toContain(line);
  const weights = readFileSync(join(folder, "next.safetensors"));
  const renamed = Buffer.from(weights.toString("latin1").replace("nnc.vocabulary", "nnc.vocabularx"), "latin1");
  expect(renamed.equals(weights)).toBe(false);
  write({ "next.safetensors": new Uint8Array(renamed) });
  expect((await nnc(folder, "eval", "next.nnet")).stdout).toContain(line);
  expect(JSON.parse((await nnc(folder, "predict", "next.nnet", "--data", "b.txt")).stdout).vocabulary).toEqual(["a", "b", "c", "d", "e", "f"]);
});

test("text: more characters than the model knows are refused, with their number", async () => {
  write({ "a.txt": "badcfe".repeat(5), "next.nnet": next(5, windows("train", "a.txt")) });
  const { status, stderr } = await nnc(folder, "train", "next.nnet", "--quiet");
  expect(status).toBe(1);
  expect(stderr).toContain("error[data-label-out-of-range]: the label 5 for `next` is not in 0..4\n  --> a.txt:1:5");
  expect(stderr).toContain("help: the text has 6 different characters: an input of them is `index(6)`");
});

test("text: a training is not resumed on a text with another vocabulary", async () => {
  write({ "a.txt": "badcfe".repeat(30), "next.nnet": next(6, windows("train", "a.txt")) });
  expect((await nnc(folder, "train", "next.nnet", "--quiet", "--epochs", "1")).status).toBe(0);
  expect((await nnc(folder, "train", "next.nnet", "--quiet", "--epochs", "2", "--resume")).status).toBe(0);
  write({ "a.txt": "badcfx".repeat(30) });
  const { status, stderr } = await nnc(folder, "train", "next.nnet", "--quiet", "--epochs", "3", "--resume");
  expect(status).toBe(1);
  expect(stderr).toMatch(/error\[checkpoint-differs\].*vocabulary/);
});

const things = (reader: string, columns: number): string => `model Things {
  input x: [N, ${columns}]
  input kind: index(2)[N]
  logits = x |> Dense(2)
  output probs = softmax(logits)
  loss nll = cross_entropy(logits, kind)
  metric right = accuracy(logits, kind)
  train { minimize nll using adam(lr: 0.1) batch 4 epochs 20 }
}
data train = ${reader} {
  x = columns(0..${columns - 1}) / 255
  kind = column(${columns})
}
`;
const picture = (red: number): Uint8Array => encode({ width: 2, height: 2, channels: 3, depth: 8, data: Uint8Array.from({ length: 12 }, (_, i) => (i % 3 === 0 ? red : 90)) });

test("images: a folder for each class; the classes are stored with the weights", async () => {
  write({ "things.nnet": things('images("p/*/*.png", size: [2, 2])', 12) });
  for (let i = 0; i < 4; i++) write({ [`p/warm/${i}.png`]: picture(250 - i), [`p/cold/${i}.png`]: picture(i) });
  const trained = await nnc(folder, "train", "things.nnet", "--quiet");
  expect(trained.stderr).not.toContain("error[");
  expect(trained.stdout).toMatch(/^train +8 +0\.\d+ +1\.0000$/m);
  expect(JSON.parse(metadataOf(readFileSync(join(folder, "things.safetensors")))["nnc.classes"]!)).toEqual(["cold", "warm"]);
  write({ "new.png": picture(244) });
  const json = JSON.parse((await nnc(folder, "predict", "things.nnet", "--data", "new.png")).stdout);
  expect(json.classes).toEqual(["cold", "warm"]);
  expect(json.examples[0].probs[1]).toBeGreaterThan(0.5);

  rmSync(join(folder, "p/warm"), { recursive: true });
  expect((await nnc(folder, "eval", "things.nnet", "--split", "train")).stdout).toMatch(/^train +4 +0\.\d+ +1\.0000$/m);
  write({ "p/hot/1.png": picture(255) });
  const unknown = await nnc(folder, "eval", "things.nnet", "--split", "train");
  expect(unknown.stderr).toContain("error[data-label-out-of-range]: the label -1 for `kind` is not in 0..1");
  expect(unknown.stderr).toContain("help: `hot` is not among the classes of the training: `cold`, `warm`");
});

test("Normalize: mean 0 and deviation 1 over the training split, saved as states, and applied wherever the weights are", async () => {
  const rows = ["1,100", "3,100", "5,100", "7,100", "4,102"];
  write({ "a.csv": rows.join("\n"), "points.nnet": `model Points {
  input x: [N, 2]
  z = x |> Normalize
  output y = z
  param w: [2]
  loss off = mean((z * w)^2) + mean(w)
  train { minimize off using sgd(lr: 0.01) batch 3 epochs 1 }
}
data train = csv("a.csv") { x = columns(0..1) }
split train 80 : 20
` });
  const trained = await nnc(folder, "train", "points.nnet", "--quiet");
  expect(trained.stderr).not.toContain("error[");
  // Mean and variance of 1, 3, 5, 7; a constant column is divided by 1.
  const stored = readSafetensors(Uint8Array.from(readFileSync(join(folder, "points.safetensors"))));
  const values = (name: string) => [...new Float32Array(stored.get(`normalize1.examples.${name}`)!.bytes.slice().buffer)];
  expect([values("count"), values("mean"), values("var")]).toEqual([[4], [4, 100], [5, 0]]);
  const predicted = async (...words: string[]) => JSON.parse((await nnc(folder, "predict", "points.nnet", ...words)).stdout).examples.map((e: { y: number[] }) => e.y);
  expect(await predicted()).toEqual([[0, 2]]);
  const other = await predicted("--data", (write({ "b.csv": "9,90\n" }), "b.csv"));
  expect(other[0][0]).toBeCloseTo(Math.sqrt(5), 6);
  expect(other[0][1]).toBe(-10);
  // The file of the training has changed since; what was learned has not, nor does more training change it.
  write({ "a.csv": ["100,0", ...rows.slice(1)].join("\n") });
  expect(await predicted()).toEqual([[0, 2]]);
  await nnc(folder, "train", "points.nnet", "--quiet", "--epochs", "2", "--resume", "points.safetensors");
  expect(await predicted()).toEqual([[0, 2]]);
});

test("a pattern that no file matches is an error at the data block", async () => {
  write({ "things.nnet": things('images("p/*/*.png", size: [2, 2])', 12) });
  const { status, stderr } = await nnc(folder, "train", "things.nnet");
  expect(status).toBe(1);
  expect(stderr).toMatch(/^error\[data-missing-file\]: there is no file `p\/\*\/\*\.png`\n +--> things\.nnet:10:1$/m);
});

test("wav: labels come from the names of the files", async () => {
  write({ "things.nnet": things('wav("r/*.wav", length: 8)', 8) });
  for (let i = 0; i < 4; i++) write({ [`r/high_${i}.wav`]: wavFile([32000, 30000 + i]), [`r/low_${i}.wav`]: wavFile([-32000, -30000 - i, 5]) });
  const { stdout, stderr } = await nnc(folder, "train", "things.nnet", "--quiet", "--epochs", "100");
  expect(stderr).not.toContain("error[");
  expect(stdout).toMatch(/^train +8 +0\.\d+ +1\.0000$/m);
});
