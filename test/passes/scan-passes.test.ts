import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Graph } from "../../src/graph/graph.ts";
import { parse } from "../../src/graph/parse.ts";
import { print } from "../../src/graph/print.ts";
import { rewrite } from "../../src/graph/rewrite.ts";
import { verify } from "../../src/graph/verify.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import { ops } from "../../src/ops/all.ts";
import { autodiff } from "../../src/passes/autodiff.ts";
import { collect, collectKept } from "../../src/passes/collect.ts";
import { hoist } from "../../src/passes/hoist.ts";
import { pipeline, runPasses } from "../../src/passes/pipeline.ts";
import { spread } from "../../src/passes/spread.ts";
import { Size } from "../../src/types/size.ts";
import { scan } from "../support/recurrence.ts";
import { allNodes, withGradients } from "../support/recurrent-checks.ts";
import { recurrentModels } from "../support/recurrent-models.ts";
import { N, Sketch } from "../support/sketch.ts";
import { difference } from "../support/values.ts";
import { wideProducts } from "../support/wide-products.ts";

const passes = [...new Set(pipeline.flatMap((step) => ("run" in step ? [step] : step.passes)))].filter((pass) => pass !== autodiff);

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
  // What has still its derivatives in it is compared when they are expanded.
  const final = runPasses(graph, { trace: { after: (_pass, before, after) => before !== after && compare(autodiff.run(after)) } });
  expect(checked).toBeGreaterThan(passes.length + 2);
  expect(print(parse(print(final), ops))).toBe(print(final));
});

test.each(Object.entries(wideProducts))("%s: products leave the recurrence", (_, make) => {
  const graph = withGradients(make());
  const count = (after: Graph): number => after.nodes.flatMap(({ region }) => region?.nodes.filter((n) => n.op.family === "contract") ?? []).length;
  const outside = (after: Graph): number => after.nodes.filter((n) => n.op.family === "contract").length;
  const after = hoist.run(spread.run(hoist.run(graph)));
  verify(after);
  expect(outside(after)).toBeGreaterThan(outside(graph));
  expect(count(after)).toBeLessThanOrEqual(count(graph));
});

test("where memory is short, only sums leave scans for which nothing more is kept", () => {
  const read = (name: string): Graph => parse(readFileSync(join(import.meta.dirname, `pairs/collect/${name}.before.graph`), "utf8"), ops);
  const [kept, given] = [read("values-that-are-kept-for-it"), read("factors-that-are-the-same-everywhere")];
  const yields = (graph: Graph): readonly number[] => graph.nodes.flatMap(({ type }) => (type.parts ? [type.parts.length] : []));
  expect(yields(collect.run(kept))).toEqual([5]);
  expect(yields(collectKept.run(kept))).toEqual([4]);
  expect(print(collectKept.run(given))).toBe(print(collect.run(given)));
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

test("time grows linearly with the number of scans and with the size of a body", () => {
  const T = Size.symbol("T");
  const stack = (layers: number, depth: number): Graph => {
    const s = new Sketch({ N: 2, T: 2 });
    const weights = Array.from({ length: layers }, (_, i) => s.read(`W${i}`, [4, 4]));
    let x = s.input("x", [N, T, 4]);
    for (const w of weights) {
      const { stacks } = scan(s, { inits: [s.constant(0, [N, 4])], elements: [x], outers: [w], extent: T }, (r, { carries: [h], elements: [now], outers: [k] }) => {
        let y = r.op("add", [h!, now!]);
        for (let i = 0; i < depth; i += 1) y = r.op("tanh", [r.product(y, k!)]);
        return { next: [y], yields: [y] };
      });
      x = stacks[0]!;
    }
    const loss = s.mean(x);
    return s.graph({ loss, ...Object.fromEntries(weights.map((w, i) => [`g${i}`, s.gradient(loss, w)])) });
  };
  // Processor time for each node, and the best of three: other processes of the machine don't count.
  const measure = (layers: number, depth: number): number => {
    const graph = stack(layers, depth);
    const nodes = allNodes(autodiff.run(graph)).length;
    const times = [1, 2, 3].map(() => {
      const started = process.cpuUsage();
      runPasses(graph);
      const { user, system } = process.cpuUsage(started);
      return (user + system) / 1000;
    });
    return Math.min(...times) / nodes;
  };
  const [small, many, deep] = [measure(20, 5), measure(160, 5), measure(5, 160)];
  expect(many).toBeLessThan(2.5 * small);
  expect(deep).toBeLessThan(2.5 * small);
});
