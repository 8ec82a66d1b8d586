import { expect, test } from "vitest";
import { check } from "../../src/compile.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { print } from "../../src/graph/print.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import { runPasses } from "../../src/passes/pipeline.ts";
import { N, Sketch } from "../support/sketch.ts";
import { affine, crossEntropy, logistic } from "./models.ts";

/** The text of the nodes that a result needs, without the rest. */
function textOf(graph: Graph, name: string): string {
  const results = graph.results.filter((r) => r.name === name);
  return print(runPasses({ ...graph, results, updates: [] }));
}

const softmax = `graph "test"
%0 = input {name: "z", dtype: "f32", shape: [N, 10]} : [N, 10]  // z
%1 = input {name: "label", dtype: "i32", shape: [N], bound: 10} : index(10)[N]  // label
%2 = iota {shape: [N, 10], axis: 1} : index(10)[N, 10]
%3 = broadcast(%1) {shape: [N, 10], axes: [0]} : index(10)[N, 10]
%4 = eq(%2, %3) : bool[N, 10]  // onehot
%5 = reduce_logsumexp(%0) {axes: [1]} : [N]
%6 = size {size: N, dtype: "f32"} : []
%7 = constant {value: 1, dtype: "f32"} : []
%8 = div(%7, %6) : []
%9 = broadcast(%5) {shape: [N, 10], axes: [0]} : [N, 10]
%10 = sub(%0, %9) : [N, 10]
%11 = exp(%10) : [N, 10]
%12 = broadcast(%8) {shape: [N, 10], axes: []} : [N, 10]
%13 = convert(%4) {dtype: "f32"} : [N, 10]  // d z
%14 = sub(%11, %13) : [N, 10]  // d z
%15 = mul(%14, %12) : [N, 10]  // d z
result "dz" = %15
`;

test("the derivative of softmax cross-entropy is (p - y) / N", () => {
  const s = new Sketch();
  const z = s.input("z", [N, 10]);
  const loss = crossEntropy(s, z, 10);
  const graph = s.graph({ loss, dz: s.gradient(loss, z) });
  expect(textOf(runPasses(graph), "dz")).toBe(softmax);
  // Already after the first run of simplify, which is what `--print-after=simplify` shows first.
  expect(textOf(runPasses(graph, { stopAfter: "simplify" }), "dz")).toBe(softmax);
});

test("and it is what the lecture computes by hand", () => {
  const s = new Sketch();
  const z = s.input("z", [N, 4], -3, 3);
  const loss = crossEntropy(s, z, 4);
  const dz = interpret(runPasses(s.graph({ dz: s.gradient(loss, z) })), s.env).results.get("dz")!.data;
  const [logits, label] = [s.inputs["z"]!.data, s.inputs["label"]!.data];
  for (let n = 0; n < 3; n += 1) {
    const powers = [0, 1, 2, 3].map((j) => Math.exp(logits[4 * n + j]!));
    const total = powers.reduce((a, b) => a + b);
    powers.forEach((power, j) => expect(dz[4 * n + j]).toBeCloseTo((power / total - (label[n] === j ? 1 : 0)) / 3, 14));
  }
});

test("the derivative of logistic regression is (a - y) / N", () => {
  const s = new Sketch();
  const z = s.input("z", [N]);
  const loss = logistic(s, z);
  const graph = s.graph({ loss, dz: s.gradient(loss, z) });
  const expected = `graph "test"
%0 = input {name: "z", dtype: "f32", shape: [N]} : [N]  // z
%1 = input {name: "y", dtype: "f32", shape: [N]} : [N]  // y
%2 = size {size: N, dtype: "f32"} : []
%3 = constant {value: 1, dtype: "f32"} : []
%4 = div(%3, %2) : []
%5 = broadcast(%4) {shape: [N], axes: []} : [N]
%6 = sigmoid(%0) : [N]
%7 = sub(%6, %1) : [N]  // d z
%8 = mul(%7, %5) : [N]  // d z
result "dz" = %8
`;
  expect(textOf(runPasses(graph), "dz")).toBe(expected);
  expect(textOf(runPasses(graph, { stopAfter: "simplify" }), "dz")).toBe(expected);
});

test("p - y stays whole behind a layer, with an added penalty and with a weight", () => {
  const s = new Sketch();
  const [x, w, b] = [s.input("x", [N, 6]), s.read("W", [6, 10]), s.read("b", [10])];
  const data = s.op("mul", [s.constant(0.7), crossEntropy(s, affine(s, x, w, b), 10)]);
  const penalty = s.op("mul", [s.constant(1e-4), s.sum(s.op("mul", [w, w]))]);
  const loss = s.op("add", [data, penalty]);
  const text = print(runPasses(s.graph({ db: s.gradient(loss, b), dw: s.gradient(loss, w) })));
  expect(text).toMatch(/%(\d+) = convert\(%\d+\).*\n%(\d+) = sub\(%\d+, %\1\).*\n%\d+ = mul\(%\2, %\d+\)/);
  expect(text).not.toContain("select");
});

test.each([
  ["softmax", 'input y: index(10)[N]\n  logits = Dense(10)(x)\n  loss nll = cross_entropy(logits, y)', /= sub\(%(\d+), %(\d+)\) : \[N, 10\]  \/\/ d logits/, ["exp", "convert"]],
  ["logistic", "input y: [N]\n  logits = reshape(Dense(1)(x), [N])\n  loss nll = binary_cross_entropy(logits, y)", /= sub\(%(\d+), %(\d+)\) : \[N\]  \/\/ d logits/, ["sigmoid", "input"]],
])("in a model that uses the standard library: %s", (_, body, difference, operands) => {
  const text = `model M {\n  input x: [N, 4]\n  ${body}\n  train { minimize nll using sgd(lr: 0.1) }\n}\n`;
  const { diagnostics, modules } = check({ name: "m.nnet", text }, { load: () => undefined });
  expect(diagnostics).toEqual([]);
  const train = modules[0]!.programs.find((g) => g.name === "train")!;
  const printed = print(runPasses(train, { stopAfter: "simplify" }));
  const [, left, right] = difference.exec(printed) ?? [];
  for (const [id, op] of [[left, operands[0]], [right, operands[1]]]) expect(printed).toMatch(new RegExp(`^%${id} = ${op}\\b`, "m"));
});
