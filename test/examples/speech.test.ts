import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { check, optimize } from "../../src/compile.ts";
import { interpret } from "../../src/interpret/interpret.ts";

const text = readFileSync(new URL("../../examples/speech/speech.nnet", import.meta.url), "utf8");
const names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

test("the letters that the network learns to write are those of the ten words", () => {
  const source = { name: "m.nnet", text: 'import { spelled, letters } from "./speech.nnet"\nmodel M {\n  input k: index(10)[N]\n  output word = spelled()[k]\n  output length = letters()[k]\n}\n' };
  const { diagnostics, modules } = check(source, { load: (name) => (name.endsWith("speech.nnet") ? { name, text } : undefined) });
  expect(diagnostics).toEqual([]);
  const program = optimize(modules[0]!).programs.find((p) => p.name === "predict")!;
  const inputs = { k: { shape: [10], data: Float64Array.from(names.keys()) } };
  const { results } = interpret(program, { inputs, storages: new Map(), sizes: { N: 10 } });
  const word = [...results.get("word")!.data];
  const length = [...results.get("length")!.data];
  expect(length.map((l, i) => word.slice(5 * i, 5 * i + l).map((k) => "_efghinorstuvwxz"[k]).join(""))).toEqual(names);
});
