import { expect, test } from "vitest";
import { parse } from "../../src/graph/parse.ts";
import { print } from "../../src/graph/print.ts";
import { verify } from "../../src/graph/verify.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import { ops } from "../../src/ops/all.ts";
import { autodiff } from "../../src/passes/autodiff.ts";
import { runPasses } from "../../src/passes/pipeline.ts";
import { randomRecurrence } from "../support/random-recurrence.ts";
import { allNodes, gradientErrors, withGradients } from "../support/recurrent-checks.ts";
import { difference } from "../support/values.ts";

const seeds = Array.from({ length: 60 }, (_, seed) => seed);

test("gradients of random recurrences equal central differences", () => {
  const total = { checked: 0, undecided: 0, worst: 0, inner: 0 };
  for (const seed of seeds) {
    const model = randomRecurrence(seed);
    const graph = withGradients(model);
    verify(graph);
    const expanded = autodiff.run(graph);
    verify(expanded);
    const { checked, undecided, worst } = gradientErrors(expanded, model);
    total.checked += checked;
    total.undecided += undecided;
    total.worst = Math.max(total.worst, worst);
    total.inner += graph.nodes.filter((node) => node.region && allNodes(node.region).some((n) => n.region)).length;
  }
  expect(total.checked).toBeGreaterThan(200);
  expect(total.undecided).toBeLessThan(total.checked / 10);
  expect(total.inner).toBeGreaterThan(10);
  expect(total.worst).toBeLessThan(1e-7);
});

test("all passes keep what random recurrences compute, and their text parses back", () => {
  let values = 0;
  for (const seed of seeds) {
    const model = randomRecurrence(seed);
    const graph = withGradients(model);
    const expected = interpret(autodiff.run(graph), model.sketch.env).results;
    const final = runPasses(graph);
    const { results } = interpret(final, model.sketch.env);
    for (const [name, value] of expected) {
      expect(difference(value, results.get(name)!)).toBeLessThan(1e-12);
      values += 1;
    }
    const text = print(final);
    expect(print(parse(text, ops))).toBe(text);
  }
  expect(values).toBeGreaterThan(200);
});
