import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Source } from "../../src/base/source.ts";
import { check } from "../../src/compile.ts";

/** The examples of the language's first description, as they were written. */
function block(name: string, after = ""): Source {
  return { name: `${name}.nnet`, text: readFileSync(new URL(`../syntax/language/${name}.nnet`, import.meta.url), "utf8") + after };
}

const examples: Readonly<Record<string, string>> = { "face-encoder.nnet": "siamese/face-encoder.nnet", "resnet.nnet": "resnet/resnet.nnet", "resnet/resnet.nnet": "resnet/resnet.nnet" };

function load(path: string): Source | undefined {
  const example = examples[path];
  return example === undefined ? undefined : { name: path, text: readFileSync(new URL(`../../examples/${example}`, import.meta.url), "utf8") };
}

/** The layers of the page are used by nobody there. */
const uses = `
model Uses {
  input x: [N, T, 4]
  input image: [N, 8, 8, 3]
  input valid: bool[N, T]
  a = x |> Dense(3) |> BatchNorm
  b = image |> Residual(3) |> Residual(6, stride: 2)
  lstm = LSTM(5)
  c = lstm(x, valid)
  d = x |> LSTM(5) |> BiLSTM(6)
  attend = Attention(7)
  e = attend(d, c, valid)
  loss l = mean(a) + mean(b) + mean(c) + mean(d) + mean(e)
  train { minimize l using adam() }
}
`;

test("every example compiles as written", () => {
  const results = [block("digits"), block("layers", uses), block("data")].map((source) => check(source, { load }));
  for (const { diagnostics } of results) expect(diagnostics.map((d) => `${d.code}: ${d.message}`)).toEqual([]);
  expect(results.flatMap((r) => r.modules.map((m) => m.name))).toEqual(["Digits", "Faces", "Pets", "Uses"]);
});

test("the data of the page feeds the model of the page", () => {
  const source = block("digits", block("data").text);
  const { diagnostics, modules } = check(source, { load });
  expect(diagnostics).toEqual([]);
  expect(modules[0]!.data.map((d) => [d.name, d.files, d.split])).toEqual([["train", ["digits.csv.gz"], { parts: [80, 10, 10], shuffle: true, seed: 1 }]]);
});

test("the phase `head` of Pets trains the head alone, and the stem is loaded from a file", () => {
  const { modules } = check(block("layers"), { load });
  const pets = modules.find((m) => m.name === "Pets")!;
  expect(pets.phases.map((p) => [p.name, p.epochs])).toEqual([["head", 5], ["all", 20]]);
  expect(pets.phases[0]!.over).toEqual(["head.W", "head.b"]);
  expect(pets.phases[1]!.over.length).toBe(62);
  expect(pets.weights.map((w) => [w.part, w.file])).toEqual([["stem", "resnet18.safetensors"]]);
});

const count = new Intl.NumberFormat("en");

test.each([
  ["alexnet/alexnet.nnet", "AlexNet", "62,378,344"],
  ["vgg16/vgg16.nnet", "Vgg16", "138,357,544"],
  ["resnet/resnet18.nnet", "ResNet18", "11,689,512"],
  ["resnet/resnet50.nnet", "ResNet50", "25,557,032"],
  ["googlenet/googlenet.nnet", "GoogLeNet", "13,378,280"],
  ["lenet/lenet.nnet", "LeNet5", "61,706"],
])("%s: %s has %s parameters, in fewer than 60 lines", (path, name, parameters) => {
  const text = readFileSync(new URL(`../../examples/${path}`, import.meta.url), "utf8");
  const { diagnostics, modules } = check({ name: path, text }, { load });
  expect(diagnostics).toEqual([]);
  const sizes = modules.find((m) => m.name === name)!.storages.filter((s) => s.role === "param").map((s) => s.type.shape.reduce((n, d) => n * d.evaluate({}), 1));
  expect(count.format(sizes.reduce((a, b) => a + b, 0))).toBe(parameters);
  expect(text.split("\n").length).toBeLessThan(60);
});
