import { describe, expect, test } from "vitest";
import type { Graph } from "../../src/graph/graph.ts";
import { parse } from "../../src/graph/parse.ts";
import { print } from "../../src/graph/print.ts";
import { rewrite } from "../../src/graph/rewrite.ts";
import { verify } from "../../src/graph/verify.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import { ops } from "../../src/ops/all.ts";
import { le, lt } from "../../src/ops/elementwise/compare.ts";
import { autodiff } from "../../src/passes/autodiff.ts";
import { runPasses, savingMemory } from "../../src/passes/pipeline.ts";
import { everywhere } from "../../src/passes/regions.ts";
import { segmentScans } from "../../src/passes/segment.ts";
import { expectAgreement, moduleOf } from "../schedule/support.ts";
import { randomRecurrence } from "../support/random-recurrence.ts";
import { allNodes, withGradients } from "../support/recurrent-checks.ts";
import { recurrentModels, type RecurrentModel } from "../support/recurrent-models.ts";

const cut = (graph: Graph, length: number): Graph => segmentScans(() => length).run(graph);
const inner = (graph: Graph): number => allNodes(graph).filter((n) => n.attributes["recompute"] === true).length;

/** Results in f64; -0 is 0. */
function values(graph: Graph, { sketch }: RecurrentModel): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries([...interpret(graph, sketch.env).results].map(([name, { data }]) => [name, Array.from(data, (x) => x + 0)]));
}

/** Of the graph in segments, the loss and gradients that are not those of the whole, bit for bit. */
function differing(model: RecurrentModel, length: number, change: (graph: Graph) => Graph = (graph) => graph): { readonly names: readonly string[]; readonly scans: number } {
  const graph = withGradients(model);
  const segmented = change(cut(graph, length));
  verify(segmented);
  const after = autodiff.run(segmented);
  verify(after);
  const [expected, found] = [values(autodiff.run(graph), model), values(after, model)];
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  return { scans: inner(segmented), names: Object.keys(expected).filter((name) => !expected[name]!.every((value, i) => value === found[name]![i])) };
}

const models = Object.entries(recurrentModels);
const lengths = [1, 2, 3, 7];

describe("scans in segments", () => {
  test.each(models)("%s: loss and gradients are the same, bit for bit", (_, make) => {
    let scans = 0;
    for (const length of lengths) {
      const found = differing(make(), length);
      expect(found.names).toEqual([]);
      scans += found.scans;
    }
    expect(scans).toBeGreaterThan(0);
  });

  test("so are those of random recurrences", () => {
    let scans = 0;
    for (let seed = 0; seed < 40; seed++) {
      const found = differing(randomRecurrence(seed), 1 + (seed % 3));
      expect(found.names, `seed ${seed}`).toEqual([]);
      scans += found.scans;
    }
    expect(scans).toBeGreaterThan(40);
  });

  test("a body that runs on behind the last position is caught", () => {
    const runOn = everywhere((graph) => rewrite(graph, (node, inputs, b) => (node.op === lt ? b.make(le, inputs, node.attributes, node.origin) : undefined)));
    const caught = models.filter(([, make]) => differing(make(), 2, runOn).names.length > 0);
    expect(caught.length).toBeGreaterThan(3);
  });

  test.each(models)("%s: second derivatives are the same", (_, make) => {
    const { sketch: s, loss, by } = make();
    const squares = by.map((x) => s.sum(s.op("sin", [s.gradient(loss, x)])));
    const model = { sketch: s, loss: squares.reduce((a, b) => s.op("add", [a, b])), by };
    const graph = withGradients(model);
    const [expected, found] = [values(autodiff.run(graph), model), values(autodiff.run(cut(graph, 2)), model)];
    for (const [name, list] of Object.entries(expected)) list.forEach((value, i) => expect(Math.abs(found[name]![i]! - value)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(value))));
  });

  test.each(models)("%s: the text parses back, and all passes and the plan keep what is computed", (_, make) => {
    const model = make();
    const graph = withGradients(model);
    const segmented = cut(graph, 2);
    expect(print(parse(print(segmented), ops))).toBe(print(segmented));
    const optimized = runPasses(graph, { pipeline: savingMemory(segmentScans(() => 2)) });
    const [expected, found] = [values(autodiff.run(graph), model), values(optimized, model)];
    for (const [name, list] of Object.entries(expected)) list.forEach((value, i) => expect(Math.abs(found[name]![i]! - value)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(value))));
    const { sizes } = model.sketch.env;
    expectAgreement(moduleOf(optimized), sizes);
  });
});
