import { expect, test } from "vitest";
import type { Node } from "../../src/graph/graph.ts";
import { ops } from "../../src/ops/all.ts";
import type { Operand } from "../../src/ops/op.ts";
import { N, Sketch } from "../support/sketch.ts";
import { allCases } from "./support/cases.ts";

function equation(node: Node): Operand {
  const operands = node.inputs.map(equation);
  return node.op.equation?.(operands, node) ?? { text: `${node.op.name}(${operands.map((o) => o.text).join(", ")})`, strength: 5 };
}

test("equations read as a lecture writes them, with parentheses only where they are needed", () => {
  const s = new Sketch();
  const [x, y, w, v] = [s.input("x", [N, 4]), s.input("y", [N, 4]), s.read("W", [4, 4]), s.read("v", [4, 4])];
  const op: Sketch["op"] = (name, inputs, attributes) => s.op(name, inputs, attributes);
  const digit = s.broadcast(s.labels("digit", [N], 4), [N, 4], [0]);
  const hot = op("convert", [op("eq", [digit, op("iota", [], { shape: [N, 4], axis: 1 })])], { dtype: "f32" });
  const each = s.broadcast(op("div", [s.constant(1), op("size", [], { size: N, dtype: "f32" })]), [N, 4], []);
  const total = s.broadcast(op("reduce_logsumexp", [x], { axes: [1] }), [N, 4], [0]);
  const dot = (a: Node, b: Node, i: number, j: number): Node => op("dot", [a, b], { leftBatch: [], rightBatch: [], leftContract: [i], rightContract: [j] });
  const cases: readonly (readonly [Node, string])[] = [
    [op("sub", [x, op("sub", [y, x])]), "x - (y - x)"],
    [op("sub", [op("sub", [x, y]), x]), "x - y - x"],
    [op("add", [x, op("add", [y, x])]), "x + y + x"],
    [op("mul", [op("add", [x, y]), x]), "(x + y) * x"],
    [op("div", [x, op("mul", [x, y])]), "x / (x * y)"],
    [op("neg", [op("add", [x, y])]), "-(x + y)"],
    [op("mul", [x, op("neg", [y])]), "x * -y"],
    [op("pow", [op("neg", [x]), s.constant(2, [N, 4])]), "(-x)^2"],
    [op("mul", [op("sub", [x, hot]), each]), "(x - onehot(digit)) / N"],
    [op("sub", [op("exp", [op("sub", [x, total])]), hot]), "softmax(x) - onehot(digit)"],
    [op("exp", [op("sub", [y, total])]), "exp(y - logsumexp[j](x))"],
    [op("mul", [x, op("div", [s.constant(2, [N, 4]), y])]), "x * (2 / y)"],
    [op("convert", [op("eq", [digit, op("convert", [x], { dtype: "i32", bound: 4 })])], { dtype: "f32" }), "[digit == x]"],
    [op("select", [op("gt", [x, y]), x, s.constant(0, [N, 4])]), "if x > y then x else 0"],
    [op("and", [op("gt", [x, y]), op("or", [op("lt", [x, y]), op("not", [op("eq", [x, y])])])]), "x > y and (x < y or not (x == y))"],
    [op("add", [dot(x, w, 1, 0), y]), "x @ W + y"],
    [dot(dot(x, w, 1, 0), v, 1, 1), "x @ W @ v^T"],
    [dot(x, op("add", [y, x]), 0, 0), "x^T @ (y + x)"],
    [op("dot", [x, y], { leftBatch: [0], rightBatch: [0], leftContract: [1], rightContract: [1] }), "dot(x, y)"],
    [op("reduce_sum", [x], { axes: [0, 1] }), "sum[i,j](x)"],
    [op("maximum", [x, y]), "max(x, y)"],
  ];
  for (const [node, text] of cases) expect(equation(node).text).toBe(text);
});

test("every operation can be written", () => {
  let written = 0;
  for (const { node } of allCases()) {
    expect(equation(node).text.length).toBeGreaterThan(0);
    written += 1;
  }
  expect(written).toBeGreaterThan(ops.size);
});
