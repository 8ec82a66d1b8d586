import { expect, test } from "vitest";
import type { Graph } from "../../src/graph/graph.ts";
import { parse } from "../../src/graph/parse.ts";
import { print } from "../../src/graph/print.ts";
import { rewrite } from "../../src/graph/rewrite.ts";
import { verify } from "../../src/graph/verify.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import { ops } from "../../src/ops/all.ts";
import { autodiff } from "../../src/passes/autodiff.ts";
import { pipeline, runPasses } from "../../src/passes/pipeline.ts";
import { allNodes, withGradients } from "../support/recurrent-checks.ts";
import { recurrentModels } from "../support/recurrent-models.ts";
import { difference } from "../support/values.ts";

const passes = pipeline.flatMap((step) => ("run" in step ? [step] : step.passes)).filter((pass) => pass !== autodiff);

test.each(Object.entries(recurrentModels))("%s: every pass keeps what it computes, alone and after others", (_, make) => {
  const model = make();
  const graph = withGradients(model);
  const expanded = autodiff.run(graph);
  const expected = interpret(expanded, model.sketch.env).results;
  let checked = 0;
  const compare = (after: Graph): void => {
    verify(after);
    const { results } = interpret(after, model.sketch.env);
    expect([...results.keys()]).toEqual([...expected.keys()]);
    for (const [name, value] of expected) expect(difference(value, results.get(name)!)).toBeLessThan(1e-12);
    checked += 1;
  };
  for (const pass of passes) compare(pass.run(expanded));
  const final = runPasses(graph, {
    trace: { after: (_pass, before, after) => before !== after && !allNodes(after).some((n) => n.op.traits.differential) && compare(after) },
  });
  expect(checked).toBeGreaterThan(passes.length + 2);
  expect(print(parse(print(final), ops))).toBe(print(final));
});

test("passes do not change the graph they are given", () => {
  for (const make of Object.values(recurrentModels)) {
    const graph = withGradients(make());
    const before = print(graph);
    runPasses(graph);
    expect(print(graph)).toBe(before);
  }
});

test("a pass that breaks a region is found", () => {
  const graph = autodiff.run(withGradients(recurrentModels["LSTM"]!()));
  const broken = { ...graph, nodes: graph.nodes.map((node) => (node.region ? { ...node, region: { ...node.region, nodes: node.region.nodes.slice(1) } } : node)) };
  expect(() => verify(broken)).toThrow("in the region of");
});

test("a pass that takes a carry for its first value is caught", () => {
  const wrong = (graph: Graph): Graph =>
    rewrite(graph, (node, inputs, builder) => {
      if (!node.region) return undefined;
      const first = inputs.length - Number(node.attributes["carries"]) - Number(node.attributes["elements"]);
      const region = rewrite(node.region, (inner, _, b) => {
        const { index, ...rest } = inner.attributes;
        return inner.op.traits.argument === "carry" ? b.make(ops.get("outer")!, [], { ...rest, index: first + Number(index) }) : undefined;
      });
      return builder.make(node.op, [...inputs, ...inputs.slice(0, Number(node.attributes["carries"]))], node.attributes, node.origin, region);
    });
  let caught = 0;
  for (const make of Object.values(recurrentModels)) {
    const model = make();
    const graph = autodiff.run(withGradients(model));
    const [before, after] = [graph, wrong(graph)].map((g) => interpret(g, model.sketch.env).results);
    if ([...before!].some(([name, value]) => !(difference(value, after!.get(name)!) < 1e-12))) caught += 1;
  }
  expect(caught).toBeGreaterThan(Object.keys(recurrentModels).length - 4);
});
