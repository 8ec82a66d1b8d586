import { expect, test } from "vitest";
import { Size } from "../../src/types/size.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import { autodiff } from "../../src/passes/autodiff.ts";
import type { Node } from "../../src/graph/graph.ts";
import type { NdArray } from "../../src/ops/op.ts";
import { Sketch } from "../support/sketch.ts";
import { runLowered } from "./support/single-kernel.ts";

/** Decisions that DESIGN fixes once: what happens at ties, in padding, at infinities and for equal indices. */
function array(shape: readonly number[], ...data: readonly number[]): NdArray {
  return { shape, data: Float64Array.from(data) };
}

/** A sketch with inputs of given values, by name. */
function sketch(values: Readonly<Record<string, NdArray>>): { readonly s: Sketch; readonly inputs: readonly Node[] } {
  const s = new Sketch();
  const inputs = Object.entries(values).map(([name, value]) => {
    const node = s.input(name, value.shape);
    s.inputs[name] = value;
    return node;
  });
  return { s, inputs };
}

function value(s: Sketch, node: Node): readonly number[] {
  return [...interpret(autodiff.run(s.graph({ y: node })), s.env).results.get("y")!.data];
}

/** The gradient of the sum of `y` by `x`. */
function gradientOf(s: Sketch, y: Node, x: Node): readonly number[] {
  return value(s, s.gradient(s.sum(y), x));
}

const pool = { window: [2, 2], stride: [1, 1], low: [0, 0], high: [0, 0] };

test("equal elements of a maximum over axes share the gradient evenly", () => {
  const { s, inputs: [x] } = sketch({ x: array([2, 3], 1, 4, 4, 2, 2, 2) });
  expect(gradientOf(s, s.op("reduce_max", [x!], { axes: [1] }), x!)).toEqual([0, 0.5, 0.5, 1 / 3, 1 / 3, 1 / 3]);
  expect(gradientOf(s, s.op("reduce_min", [x!], { axes: [1] }), x!)).toEqual([1, 0, 0, 1 / 3, 1 / 3, 1 / 3]);
});

test("maximum and minimum give half each at a tie", () => {
  const { s, inputs: [a, b] } = sketch({ a: array([3], 1, 2, 3), b: array([3], 2, 2, 2) });
  const [high, low] = [s.op("maximum", [a!, b!]), s.op("minimum", [a!, b!])];
  expect(gradientOf(s, high, a!)).toEqual([0, 0.5, 1]);
  expect(gradientOf(s, high, b!)).toEqual([1, 0.5, 0]);
  expect(gradientOf(s, low, a!)).toEqual([1, 0.5, 0]);
});

test("max_pool gives the gradient to the first of equal elements, and windows that overlap add up", () => {
  const { s, inputs: [x] } = sketch({ x: array([2, 3], 5, 5, 1, 5, 0, 5) });
  const y = s.op("max_pool", [x!], pool);
  expect(value(s, y)).toEqual([5, 5]);
  expect(gradientOf(s, y, x!)).toEqual([1, 1, 0, 0, 0, 0]);
  const { s: s2, inputs: [z] } = sketch({ z: array([2, 3], 0, 7, 0, 0, 0, 0) });
  expect(gradientOf(s2, s2.op("max_pool", [z!], pool), z!)).toEqual([0, 2, 0, 0, 0, 0]);
});

test("padding is never chosen by max_pool, not even among negative numbers", () => {
  const { s, inputs: [x] } = sketch({ x: array([3], -3, -2, -1) });
  const y = s.op("max_pool", [x!], { window: [2], stride: [1], low: [1], high: [1] });
  expect(value(s, y)).toEqual([-3, -2, -1, -1]);
  expect(gradientOf(s, y, x!)).toEqual([1, 1, 2]);
});

test("windows of infinities and windows outside keep kernel and reference together", () => {
  const values = [array([6], -Infinity, -Infinity, 3, NaN, 3, 1), array([4], 1, 2, 4, 8)];
  const { s, inputs: [x, ct] } = sketch({ x: values[0]!, ct: values[1]! });
  const attributes = { window: [2], stride: [2], low: [0], high: [2] };
  const scattered = s.op("max_pool_grad", [x!, ct!], attributes);
  expect(value(s, scattered)).toEqual([1, 0, 2, 0, 4, 0]);
  expect([...runLowered(scattered, values, {}).data]).toEqual([1, 0, 2, 0, 4, 0]);
  const picked = s.op("max_pool_pick", [x!, x!], attributes);
  expect(value(s, picked)).toEqual([-Infinity, 3, 3, 0]);
  expect([...runLowered(picked, [values[0]!, values[0]!], {}).data]).toEqual([-Infinity, 3, 3, 0]);
});

test("the branch that is not taken gives no gradient, even where its derivative is infinite", () => {
  const { s, inputs: [x] } = sketch({ x: array([3], 0, 1, -1) });
  const zero = s.constant(0, [3]);
  const positive = s.op("gt", [x!, zero]);
  const one = s.constant(1, [3]);
  const cases: readonly [Node, readonly number[]][] = [
    [s.op("sqrt", [x!]), [0, 0.5, 0]],
    [s.op("log", [x!]), [0, 1, 0]],
    [s.op("div", [one, x!]), [0, -1, 0]],
    [s.op("pow", [x!, s.constant(0.5, [3])]), [0, 0.5, 0]],
    [s.op("pow", [x!, s.constant(-2, [3])]), [0, -2, 0]],
    [s.op("mul", [x!, s.op("log", [x!])]), [0, 1, 0]],
    [s.op("exp", [s.op("div", [x!, s.op("mul", [x!, x!])])]), [0, -Math.E, 0]],
    [s.op("log1p", [s.op("sub", [x!, one])]), [0, 1, 0]],
  ];
  for (const [branch, expected] of cases) {
    expect(gradientOf(s, s.op("select", [positive, branch, zero]), x!).map((g) => g + 0), branch.op.name).toEqual(expected);
  }
});

test("no care is taken where a divisor is plainly not zero", () => {
  const { s, inputs: [x] } = sketch({ x: array([3], 0, 1, -1) });
  const deviation = s.op("sqrt", [s.op("add", [s.op("mul", [x!, x!]), s.constant(1e-5, [3])])]);
  s.op("gradient", [s.sum(s.op("div", [x!, deviation])), x!]);
  const graph = autodiff.run(s.graph({ g: s.builder.nodes.at(-1)! }));
  expect(graph.nodes.filter(({ op }) => op.name === "select")).toEqual([]);
});

test("powers: x^0 is 1 with gradient 0, and 0^2 has gradient 0", () => {
  const { s, inputs: [x, b] } = sketch({ x: array([3], 0, 2, 0), b: array([3], 0, 0, 2) });
  const y = s.op("pow", [x!, b!]);
  expect(value(s, y)).toEqual([1, 1, 0]);
  expect(gradientOf(s, y, x!)).toEqual([0, 0, 0]);
  expect(gradientOf(s, y, b!)).toEqual([0, Math.log(2), 0]);
});

test("a product's gradient is right with no, one and two zeros", () => {
  const { s, inputs: [x] } = sketch({ x: array([3, 3], 2, 3, 4, 0, 3, 4, 0, 0, 4) });
  expect(gradientOf(s, s.op("reduce_prod", [x!], { axes: [1] }), x!)).toEqual([12, 8, 6, 12, 0, 0, 0, 0, 0]);
});

test("equal indices of a gather add up", () => {
  const { s, inputs: [x] } = sketch({ x: array([3, 2], 1, 2, 3, 4, 5, 6) });
  s.inputs["i"] = array([4], 2, 0, 2, 2);
  const indices = s.op("input", [], { name: "i", dtype: "i32", shape: [4], bound: 3 });
  const y = s.op("gather", [x!, indices], { axis: 0 });
  expect(value(s, y)).toEqual([5, 6, 1, 2, 5, 6, 5, 6]);
  expect(gradientOf(s, y, x!)).toEqual([1, 1, 0, 0, 3, 3]);
});

test("logsumexp of rows of infinities", () => {
  const x = array([4, 2], -Infinity, -Infinity, -Infinity, 1, Infinity, 1, Infinity, Infinity);
  const { s, inputs } = sketch({ x });
  const y = s.op("reduce_logsumexp", inputs, { axes: [1] });
  expect(value(s, y)).toEqual([-Infinity, 1, Infinity, Infinity]);
  expect([...runLowered(y, [x], {}).data]).toEqual([-Infinity, 1, Infinity, Infinity]);
});

test("halves round to the even number; remainders have the sign of the divisor", () => {
  const { s, inputs: [x, y] } = sketch({ x: array([4], -1.5, -0.5, 0.5, 1.5), y: array([4], 1, -1, 1, -1) });
  expect(value(s, s.op("round", [x!])).map((v) => v + 0)).toEqual([-2, 0, 0, 2]);
  expect(value(s, s.op("mod", [x!, y!]))).toEqual([0.5, -0.5, 0.5, -0.5]);
});

test("the first of equal elements is the argmax", () => {
  const x = array([2, 3], 1, 3, 3, 0, 0, 0);
  const { s, inputs } = sketch({ x });
  const y = s.op("argmax", inputs, { axis: 1 });
  expect(value(s, y)).toEqual([1, 0]);
  expect([...runLowered(y, [x], {}).data]).toEqual([1, 0]);
  expect(y.type.bound?.equals(Size.of(3))).toBe(true);
});
