import { expect, test } from "vitest";
import type { Graph, Node } from "../../src/graph/graph.ts";
import { parse } from "../../src/graph/parse.ts";
import { print } from "../../src/graph/print.ts";
import { verify } from "../../src/graph/verify.ts";
import { interpret, type Environment } from "../../src/interpret/interpret.ts";
import { ops } from "../../src/ops/all.ts";
import { autodiff } from "../../src/passes/autodiff.ts";
import { dce } from "../../src/passes/dce.ts";
import { numericGradient, relativeError } from "../support/numeric-gradient.ts";
import { recurrentModels, type RecurrentModel } from "../support/recurrent-models.ts";

const threshold = 1e-7;

function withGradients({ sketch, loss, by }: RecurrentModel): Graph {
  return sketch.graph({ loss, ...Object.fromEntries(by.map((x) => [nameOf(x), sketch.gradient(loss, x)])) });
}

function nameOf(x: Node): string {
  return String(x.attributes["name"]);
}

/** The largest relative error of the results named after what they are derivatives by. */
function worst(expanded: Graph, names: readonly string[], env: Environment): number {
  const { results } = interpret(expanded, env);
  const loss = dce.run({ ...expanded, results: expanded.results.filter((r) => r.name === "loss"), updates: [] });
  const errors = names.map((name) => {
    const [exact, numeric] = [results.get(name)!.data, numericGradient(loss, env, "loss", name, 2.5e-4)];
    return Math.hypot(...exact) + Math.hypot(...numeric) < 1e-9 ? 0 : relativeError(exact, numeric);
  });
  return Math.max(...errors);
}

test.each(Object.entries(recurrentModels))("%s: gradients equal central differences", (_, make) => {
  const model = make();
  const graph = withGradients(model);
  verify(graph);
  const expanded = autodiff.run(graph);
  verify(expanded);
  expect(model.by.length).toBeGreaterThan(1);
  expect(worst(expanded, model.by.map(nameOf), model.sketch.env)).toBeLessThan(threshold);
  const text = print(dce.run(expanded));
  expect(print(parse(text, ops))).toBe(text);
});

test.each(Object.entries(recurrentModels))("%s: second derivatives equal central differences", (_, make) => {
  const { sketch: s, loss: first, by } = make();
  const squares = by.map((x) => {
    const d = s.gradient(first, x);
    return s.sum(s.op("mul", [d, s.op("sin", [d])]));
  });
  const loss = squares.reduce((a, b) => s.op("add", [a, b]));
  const expanded = autodiff.run(withGradients({ sketch: s, loss, by }));
  verify(expanded);
  expect(worst(expanded, by.map(nameOf), s.env)).toBeLessThan(threshold);
});
