import { expect, test } from "vitest";
import type { Graph } from "../../src/graph/graph.ts";
import { print } from "../../src/graph/print.ts";
import { verify } from "../../src/graph/verify.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import { ops } from "../../src/ops/all.ts";
import type { Op } from "../../src/ops/op.ts";
import { autodiff } from "../../src/passes/autodiff.ts";
import { withoutDead } from "../../src/passes/dce.ts";
import { runPasses } from "../../src/passes/pipeline.ts";
import { numericGradient, relativeError } from "../support/numeric-gradient.ts";
import { randomGraph } from "../support/random-graph.ts";
import { N, Sketch } from "../support/sketch.ts";
import { models, type Case } from "./models.ts";

const threshold = 1e-7;

function named({ sketch, loss, by }: Case): Graph {
  const gradients = by.map((x) => [`gradient:${String(x.attributes["name"])}`, sketch.gradient(loss, x)]);
  return sketch.graph({ loss, ...Object.fromEntries(gradients) });
}

/** The relative errors of all results `gradient:x` of a graph; those that differences cannot decide are counted. */
function errors(graph: Graph, env: Sketch["env"]): { worst: number; checked: number; undecided: number } {
  const expanded = autodiff.run(graph);
  verify(expanded);
  const { results } = interpret(expanded, env);
  // The gradients themselves are not needed for the loss.
  const forward = withoutDead({ ...expanded, results: expanded.results.filter((r) => r.name === "loss"), updates: [] });
  const counts = { worst: 0, checked: 0, undecided: 0 };
  for (const { name } of graph.results) {
    if (!name.startsWith("gradient:")) continue;
    const x = name.slice("gradient:".length);
    const [coarse, fine] = [1e-3, 2.5e-4].map((h) => numericGradient(forward, env, "loss", x, h));
    // Where two step widths disagree, the function is too steep for differences to be a measure.
    if (relativeError(coarse!, fine!) > threshold / 4) counts.undecided += 1;
    else {
      counts.checked += 1;
      counts.worst = Math.max(counts.worst, relativeError(results.get(name)!.data, fine!));
    }
  }
  return counts;
}

test.each(Object.entries(models))("%s: gradients equal central differences", (_, make) => {
  const model = make();
  const { worst, checked } = errors(named(model), model.sketch.env);
  expect(checked).toBe(model.by.length);
  expect(worst).toBeLessThan(threshold);
});

test.each(Object.entries(models))("%s: gradients stay so through all passes", (_, make) => {
  const model = make();
  const graph = named(model);
  const [plain, optimized] = [autodiff.run(graph), runPasses(graph)].map((g) => interpret(g, model.sketch.env).results);
  expect(optimized!.size).toBe(model.by.length + 1);
  for (const [name, value] of plain!) expect(relativeError(value.data, optimized!.get(name)!.data)).toBeLessThan(1e-12);
});

/** Steps, choices and what stops gradients have no derivative to compare with. */
const smooth = (op: Op): boolean => op.vjp !== undefined && !op.traits.kinked;

test("gradients of random programs equal central differences", () => {
  const all = { checked: 0, worst: 0, undecided: 0 };
  for (let seed = 0; seed < 80; seed += 1) {
    const { graph, env } = randomGraph(seed, { allow: smooth, gradients: true, length: 8 });
    const { worst, checked, undecided } = errors(graph, env);
    all.checked += checked;
    all.undecided += undecided;
    all.worst = Math.max(all.worst, worst);
  }
  expect(all.checked).toBeGreaterThan(100);
  expect(all.undecided).toBeLessThan(all.checked / 5);
  expect(all.worst).toBeLessThan(threshold);
});

test("a derivative rule that is wrong in one factor is caught", () => {
  const s = new Sketch();
  const tanh = ops.get("tanh")!;
  // d tanh(x) = 1 + tanh(x)^2: a sign is wrong.
  const wrong: Op = {
    ...tanh,
    vjp: ({ node, ct, make }) => [make(ops.get("add")!, [ct, make(ops.get("mul")!, [ct, make(ops.get("mul")!, [node, node])])])],
  };
  const x = s.input("x", [N]);
  const { worst, checked } = errors(named({ sketch: s, loss: s.sum(s.builder.make(wrong, [x])), by: [x] }), s.env);
  expect(checked).toBe(1);
  expect(worst).toBeGreaterThan(0.01);
});

test("a derivative rule that gives the wrong shape is caught", () => {
  const s = new Sketch();
  const wrong: Op = { ...ops.get("tanh")!, vjp: ({ ct, make }) => [make(ops.get("reduce_sum")!, [ct], { axes: [0] })] };
  const x = s.input("x", [N]);
  const graph = named({ sketch: s, loss: s.sum(s.builder.make(wrong, [x])), by: [x] });
  expect(() => autodiff.run(graph)).toThrow("the derivative rule of tanh gave [] for input 0, which is [N]");
});

test("second derivatives: gradients of gradients", () => {
  const s = new Sketch({ N: 3 });
  const [x, w] = [s.input("x", [N, 2]), s.read("w", [2, 2])];
  const y = s.op("tanh", [s.product(x, w)]);
  const first = s.gradient(s.sum(s.op("mul", [y, y])), x);
  const loss = s.sum(s.op("mul", [first, first]));
  const { worst, checked } = errors(named({ sketch: s, loss, by: [w, x] }), s.env);
  expect(checked).toBe(2);
  expect(worst).toBeLessThan(threshold);
});

test("third derivative of x^4 is 24 x", () => {
  const s = new Sketch();
  const x = s.input("x", []);
  const square = s.op("mul", [x, x]);
  const third = s.gradient(s.gradient(s.gradient(s.op("mul", [square, square]), x), x), x);
  const graph = runPasses(s.graph({ third }));
  expect(interpret(graph, s.env).results.get("third")!.data[0]).toBeCloseTo(24 * s.inputs["x"]!.data[0]!, 12);
});

test("the gradient by a value in the middle, and by the loss itself", () => {
  const s = new Sketch();
  const x = s.input("x", [N]);
  const y = s.op("exp", [x]);
  const loss = s.sum(s.op("mul", [y, y]));
  const graph = autodiff.run(s.graph({ y, dy: s.gradient(loss, y), dx: s.gradient(loss, x), dl: s.gradient(loss, loss) }));
  const { results } = interpret(graph, s.env);
  expect([...results.get("dy")!.data]).toEqual([...results.get("y")!.data].map((v) => 2 * v));
  expect([...results.get("dl")!.data]).toEqual([1]);
});

test("what does not lead to the loss has gradient zero", () => {
  const s = new Sketch();
  const [x, other] = [s.input("x", [N]), s.input("other", [N, 2])];
  const loss = s.sum(s.op("stop_gradient", [s.op("exp", [x])]));
  const late = s.input("late", [2]);
  const graph = autodiff.run(s.graph({ a: s.gradient(loss, x), b: s.gradient(loss, other), c: s.gradient(loss, late) }));
  verify(graph);
  const { results } = interpret(graph, s.env);
  for (const name of ["a", "b", "c"]) expect(results.get(name)!.data.every((v) => v === 0)).toBe(true);
});

test("frozen parts get no backward code", () => {
  const build = (frozen: boolean): Graph => {
    const s = new Sketch();
    const [stem, head] = [s.read("stem", [4, 4]), s.read("head", [4, 2])];
    let h = s.input("x", [N, 4]);
    for (let i = 0; i < 10; i += 1) h = s.op("tanh", [s.product(h, stem)]);
    const loss = s.mean(s.product(h, head));
    return runPasses(s.graph({ loss, head: s.gradient(loss, head), ...(frozen ? {} : { stem: s.gradient(loss, stem) }) }));
  };
  const products = (graph: Graph): number => graph.nodes.filter((n) => n.op === ops.get("dot")).length;
  // Forward 11, and one more for the head; the stem would need 2 for each of its layers but the first, and that of the head.
  expect(products(build(true))).toBe(12);
  expect(products(build(false))).toBe(11 + 2 + 10 + 9);
});

test("one sweep serves all gradients of one loss", () => {
  const s = new Sketch();
  let h = s.input("x", [N, 4]);
  const weights = Array.from({ length: 20 }, (_, i) => s.read(`W${i}`, [4, 4]));
  for (const w of weights) h = s.op("tanh", [s.product(h, w)]);
  const loss = s.mean(h);
  const before = s.graph(Object.fromEntries(weights.map((w, i) => [`g${i}`, s.gradient(loss, w)])));
  const after = withoutDead(autodiff.run(before));
  expect(after.nodes.length).toBeLessThan(before.nodes.length * 8);
  expect(after.nodes.filter((n) => n.op === ops.get("dot"))).toHaveLength(20 + 20 + 19);
});

test("cotangents are named after the values they belong to", () => {
  const s = new Sketch();
  const [x, w] = [s.input("x", [N, 4]), s.read("W", [4, 3])];
  const logits = s.product(x, w, "logits");
  const loss = s.sum(s.op("exp", [logits], {}, "e"));
  const text = print(withoutDead(autodiff.run(s.graph({ g: s.gradient(loss, w) }))));
  expect(text).toContain("// d logits\n");
  expect(text).toMatch(/= (dot|transpose)\(.*\/\/ d W\n(?!.*d W)/s);
});

test("the same graph gives the same text", () => {
  for (const make of Object.values(models)) expect(print(runPasses(named(make())))).toBe(print(runPasses(named(make()))));
});
