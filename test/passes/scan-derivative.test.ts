import { expect, test } from "vitest";
import type { Graph, Node } from "../../src/graph/graph.ts";
import { print } from "../../src/graph/print.ts";
import { rewrite } from "../../src/graph/rewrite.ts";
import { verify } from "../../src/graph/verify.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import { ops } from "../../src/ops/all.ts";
import { select } from "../../src/ops/elementwise/select.ts";
import { broadcastTo, filled } from "../../src/ops/make.ts";
import type { Op } from "../../src/ops/op.ts";
import { scan } from "../../src/ops/scan/scan.ts";
import { autodiff } from "../../src/passes/autodiff.ts";
import { dce } from "../../src/passes/dce.ts";
import { runPasses } from "../../src/passes/pipeline.ts";
import { Size } from "../../src/types/size.ts";
import { scan as recurrence } from "../support/recurrence.ts";
import { allNodes, gradientErrors, withGradients } from "../support/recurrent-checks.ts";
import { lstm, recurrentModels, type RecurrentModel } from "../support/recurrent-models.ts";
import { N, Sketch } from "../support/sketch.ts";

const threshold = 1e-7;
const T = Size.symbol("T");

test.each(Object.entries(recurrentModels))("%s: gradients equal central differences", (_, make) => {
  const model = make();
  const expanded = autodiff.run(withGradients(model));
  verify(expanded);
  const { checked, worst } = gradientErrors(expanded, model);
  expect(checked).toBe(model.by.length);
  expect(worst).toBeLessThan(threshold);
});

test.each(Object.entries(recurrentModels))("%s: second derivatives equal central differences", (_, make) => {
  const { sketch: s, loss: first, by } = make();
  const squares = by.map((x) => {
    const d = s.gradient(first, x);
    return s.sum(s.op("mul", [d, s.op("sin", [d])]));
  });
  const model = { sketch: s, loss: squares.reduce((a, b) => s.op("add", [a, b])), by };
  const expanded = autodiff.run(withGradients(model));
  verify(expanded);
  const { checked, worst } = gradientErrors(expanded, model);
  expect(checked).toBe(by.length);
  expect(worst).toBeLessThan(threshold);
});

test("a gradient in a region: the step of an optimizer, differentiated through time", () => {
  const s = new Sketch({ T: 3 });
  const [x, a, w0] = [s.input("x", [T, 2]), s.read("a", [2]), s.read("w0", [2])];
  const { last } = recurrence(s, { inits: [w0], elements: [x], outers: [a], extent: T, axis: 0 }, (r, { carries: [w], elements: [now], outers: [k] }) => {
    const inner = r.sum(r.op("sin", [r.op("mul", [r.op("mul", [w!, k!]), now!])]));
    return { next: [r.op("sub", [w!, r.op("mul", [r.constant(0.3, [2]), r.gradient(inner, w!)])])], yields: [] };
  });
  const model: RecurrentModel = { sketch: s, loss: s.sum(s.op("sin", [last[0]!])), by: [x, a, w0] };
  const graph = withGradients(model);
  const { checked, worst } = gradientErrors(autodiff.run(graph), model);
  expect(checked).toBe(3);
  expect(worst).toBeLessThan(threshold);
  const [plain, optimized] = [autodiff.run(graph), runPasses(graph)].map((g) => interpret(g, s.env).results);
  for (const [name, value] of plain!) value.data.forEach((v, i) => expect(optimized!.get(name)!.data[i]).toBeCloseTo(v, 12));
});

function count(graph: Graph, name: string): number {
  return allNodes(graph).filter((node) => node.op === ops.get(name)).length;
}

test("nothing of the forward code is computed twice", () => {
  const model = lstm(false);
  const graph = withGradients(model);
  const after = runPasses(graph);
  const scans = (g: Graph): readonly Node[] => g.nodes.filter((node) => node.region);
  expect(scans(graph)).toHaveLength(1);
  expect(scans(after).map((node) => node.attributes["reverse"])).toEqual([false, true]);
  for (const name of ["tanh", "sigmoid"]) expect(count(after, name), name).toBe(count(graph, name));
  // One forward, two backward: by the operands. Before any other pass, too.
  for (const g of [after, dce.run(autodiff.run(graph))]) expect(count(g, "dot")).toBe(3);
});

test("the second of two losses uses what is kept for the first", () => {
  const { sketch: s, loss, by } = lstm(false);
  const twice = s.op("mul", [loss, loss]);
  const graph = runPasses(s.graph({ a: s.gradient(loss, by[1]!), b: s.gradient(twice, by[1]!) }));
  const forward = graph.nodes.find((node) => node.region && node.attributes["reverse"] === false);
  const one = runPasses(s.graph({ a: s.gradient(loss, by[1]!) })).nodes.find((node) => node.region)!;
  expect(forward!.type.parts!.length).toBe(one.type.parts!.length);
  expect(count(graph, "tanh")).toBe(2);
});

test("frozen weights, inputs and states get no backward code", () => {
  const size = (wanted: readonly string[]): { dots: number; carries: number; yields: number } => {
    const { sketch: s, loss, by } = lstm(false);
    const chosen = by.filter((x) => wanted.includes(String(x.attributes["name"])));
    const graph = dce.run(autodiff.run(s.graph({ loss, ...Object.fromEntries(chosen.map((x, i) => [`g${i}`, s.gradient(loss, x)])) })));
    const reverse = graph.nodes.find((node) => node.attributes["reverse"] === true);
    const carries = reverse ? Number(reverse.attributes["carries"]) : 0;
    return { dots: count(graph, "dot"), carries, yields: reverse ? reverse.type.parts!.length - carries : 0 };
  };
  expect(size([])).toEqual({ dots: 1, carries: 0, yields: 0 });
  // Carried: the cotangents of c and h, then the sums for W and b.
  expect(size(["b"])).toEqual({ dots: 2, carries: 3, yields: 0 });
  expect(size(["h0"])).toEqual({ dots: 2, carries: 2, yields: 0 });
  expect(size(["x"])).toEqual({ dots: 2, carries: 2, yields: 1 });
  expect(size(["W", "b", "x", "h0"])).toEqual({ dots: 3, carries: 4, yields: 1 });
});

test("a carry that nothing differentiable depends on has no cotangent", () => {
  const s = new Sketch({ N: 2, T: 3 });
  const [x, w, other] = [s.input("x", [N, T]), s.read("w", [N]), s.read("other", [N])];
  const { last } = recurrence(s, { inits: [w, other, s.constant(0, [], "i32")], elements: [x], extent: T }, (r, { carries: [p, q, i], elements: [now] }) => ({
    next: [r.op("mul", [p!, now!]), r.op("sin", [q!]), r.op("add", [i!, r.constant(1, [], "i32")])],
    yields: [],
  }));
  const loss = s.op("add", [s.sum(last[0]!), s.sum(last[1]!)]);
  const graph = dce.run(autodiff.run(s.graph({ g: s.gradient(loss, w) })));
  const reverse = graph.nodes.find((node) => node.attributes["reverse"] === true)!;
  expect(reverse.attributes["carries"]).toBe(1);
  expect(count(graph, "cos")).toBe(0);
});

/** A scan whose reverse scan is changed: `change` is given the nodes of its region by their result. */
function planted(change: (name: string, node: Node, make: { b: Parameters<NonNullable<Op["simplify"]>>[1]; position: () => Node; inputs: readonly Node[] }) => Node | undefined): Op {
  return {
    ...scan,
    regionVjp: (context) => {
      const { builder } = context;
      return scan.regionVjp!(context).map((ct) => {
        if (!ct) return ct;
        const [reverse] = ct.inputs;
        const names = new Map(reverse!.region!.results.map((r) => [r.node, r.name]));
        const region = rewrite(reverse!.region!, (node, inputs, b) => {
          const name = names.get(node);
          return name === undefined ? undefined : change(name, b.copy(node, inputs), { b, inputs, position: () => b.make(ops.get("position")!, []) });
        });
        return builder.make(ct.op, [builder.make(scan, reverse!.inputs, reverse!.attributes, undefined, region)], ct.attributes);
      });
    },
  };
}

const bugs: readonly (readonly [string, Op, readonly string[]])[] = [
  [
    "the weight gradient of one position is forgotten",
    planted((name, node, { b, position, inputs }) => {
      if (name !== "carry 1") return undefined;
      const first = broadcastTo(b, b.make(ops.get("eq")!, [position(), b.make(ops.get("constant")!, [], { value: 0, dtype: "i32" })]), node.type.shape, []);
      return b.make(select, [first, inputs[0]!, node]);
    }),
    ["W"],
  ],
  ["the cotangent of the carry is lost on the way", planted((name, node, { b }) => (name === "carry 0" ? filled(b, node, 0) : undefined)), ["U", "h0"]],
  ["the cotangent of the elements has the wrong sign", planted((name, node, { b }) => (name === "yield 0" ? b.make(ops.get("neg")!, [node]) : undefined)), ["x"]],
];

test.each(bugs)("caught: %s", (_, wrong, names) => {
  const model = recurrentModels["plain RNN, all states"]!();
  const graph = withGradients(model);
  const broken = rewrite(graph, (node, inputs, b) => (node.op === scan ? b.make(wrong, inputs, node.attributes, node.origin, node.region) : undefined));
  const affected = { ...model, by: model.by.filter((x) => names.includes(String(x.attributes["name"]))) };
  const { checked, worst } = gradientErrors(autodiff.run(broken), affected);
  expect(checked).toBe(names.length);
  expect(worst).toBeGreaterThan(1e-3);
});

test("cotangents are named after the values they belong to", () => {
  const text = print(dce.run(autodiff.run(withGradients(recurrentModels["plain RNN, all states"]!()))));
  for (const name of ["W", "U", "x", "h0"]) expect(text).toMatch(new RegExp(`= part\\(%\\d+\\) .* // d ${name}\n`));
});
