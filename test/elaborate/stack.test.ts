import { expect, test } from "vitest";
import { codes, compiled, program, Run, vector } from "./support.ts";

const outputs = (body: string) => program(compiled(`model M {\n  input x: [N, 2]\n  input k: index(3)[N]\n${body}\n}`), "predict").results.map((r) => r.node.type);

test("numbers become vectors and matrices, of whole numbers if they all are; tensors get a new first axis", () => {
  const types = outputs("output a = stack([1, 2.5])\noutput b = stack([[1, 2], [3, 4], [5, 6]])\noutput c = stack([x, 2 * x])\noutput d = stack([[1, 2], [3, 4], [5, 6]])[k]");
  expect(types.map(({ dtype, shape }) => `${dtype}[${shape.join(", ")}]`)).toEqual(["f32[2]", "i32[3, 2]", "f32[2, N, 2]", "i32[N, 2]"]);
});

test("their values stand in the order in which they are written", () => {
  const text = "model M {\n  input k: index(3)[N]\n  param w: [2] ~ ones\n  loss l = sum(w * stack([[0.5, 1], [2, 4], [8, 16]])[k])\n  train { minimize l using sgd(lr: 1) }\n}";
  const run = new Run(compiled(text), { N: 2 });
  expect(run.step("evaluate", { k: vector(2, 0) }).get("l")).toEqual([25.5]);
});

test("what has no common shape is an error, and so is a list of nothing", () => {
  const wrong = (e: string) => codes(`model M {\n  input x: [N, 2]\n  output y = ${e}\n}`);
  expect(wrong("stack([[1, 2], [3]])")).toHaveLength(1);
  expect(wrong("stack([])")).toEqual(["wrong-count"]);
  expect(wrong("stack([x, relu])")).toEqual(["not-a-tensor"]);
});
