import { expect, test } from "vitest";
import { parse } from "../../src/graph/parse.ts";
import { print } from "../../src/graph/print.ts";
import { rewrite } from "../../src/graph/rewrite.ts";
import { ops } from "../../src/ops/all.ts";
import type { Op } from "../../src/ops/op.ts";
import { autodiff } from "../../src/passes/autodiff.ts";
import { dce } from "../../src/passes/dce.ts";
import type { Pass } from "../../src/passes/pass.ts";
import { PassError, passNames, runPasses } from "../../src/passes/pipeline.ts";
import { simplify } from "../../src/passes/simplify.ts";
import { N, Sketch } from "../support/sketch.ts";
import { crossEntropy, models } from "./models.ts";

function lossAndGradient(): { s: Sketch; graph: ReturnType<Sketch["graph"]> } {
  const s = new Sketch();
  const z = s.input("z", [N, 10]);
  const loss = crossEntropy(s, z, 10);
  return { s, graph: s.graph({ loss, dz: s.gradient(loss, z) }) };
}

test("the trace hears of every pass, with the graphs before and after", () => {
  const { graph } = lossAndGradient();
  const heard: string[] = [];
  let last = graph;
  const final = runPasses(graph, {
    trace: {
      after(pass, before, after, milliseconds) {
        expect(before).toBe(last);
        expect(milliseconds).toBeGreaterThanOrEqual(0);
        heard.push(pass);
        last = after;
      },
    },
  });
  expect(last).toBe(final);
  expect(heard[0]).toBe(passNames[0]);
  expect(new Set(heard)).toEqual(new Set(passNames));
});

test.each(passNames)("stops after the first run of %s", (name) => {
  const heard: string[] = [];
  runPasses(lossAndGradient().graph, { stopAfter: name, trace: { after: (pass) => heard.push(pass) } });
  expect(heard.indexOf(name)).toBe(heard.length - 1);
});

const failing: readonly [string, Pass, string][] = [
  ["throws", { name: "broken", doc: "", run: () => { throw new Error("oh"); } }, "the pass broken failed: oh"],
  ["breaks the graph", { name: "broken", doc: "", run: (graph) => ({ ...graph, nodes: graph.nodes.slice(1) }) }, "is not an earlier node"],
  ["loses a result", { name: "broken", doc: "", run: (graph) => ({ ...graph, results: graph.results.slice(1) }) }, "the pass changed the number of results"],
  ["renames a result", { name: "broken", doc: "", run: (graph) => ({ ...graph, results: graph.results.map((r) => ({ ...r, name: `${r.name}!` })) }) }, 'name or type of "loss"'],
  ["changes a type", { name: "broken", doc: "", run: (graph) => ({ ...graph, results: graph.results.map((r) => ({ ...r, node: graph.nodes[0]! })) }) }, 'name or type of "loss"'],
];

test.each(failing)("a pass that %s is reported with the graph before it", (_, pass, message) => {
  const { graph } = lossAndGradient();
  let failure: unknown;
  try {
    runPasses(graph, { pipeline: [autodiff, pass] });
  } catch (error) {
    failure = error;
  }
  expect(failure).toBeInstanceOf(PassError);
  if (!(failure instanceof PassError)) return;
  expect(failure.pass).toBe("broken");
  expect(failure.message).toContain(message);
  expect(failure.before).toBe(print(autodiff.run(graph)));
  // It is a reproducer.
  expect(print(parse(failure.before, ops))).toBe(failure.before);
});

test("a simplify rule that changes the type is caught", () => {
  const s = new Sketch();
  const wrong: Op = { ...ops.get("exp")!, simplify: (_, builder) => builder.make(ops.get("constant")!, [], { value: 1, dtype: "f32" }) };
  const graph = s.graph({ y: s.builder.make(wrong, [s.input("x", [N])]) });
  expect(() => runPasses(graph, { pipeline: [simplify] })).toThrow("the simplify rule of exp turned [N] into []");
});

test("rules that undo each other come to an end", () => {
  const s = new Sketch();
  const [add, sub] = [ops.get("add")!, ops.get("sub")!];
  const there: Op = { ...add, simplify: (node, builder) => builder.make(back, node.inputs) };
  const back: Op = { ...sub, simplify: (node, builder) => builder.make(there, node.inputs) };
  const graph = s.graph({ y: s.builder.make(there, [s.input("x", [N]), s.input("y", [N])]) });
  expect(simplify.run(graph).nodes).toHaveLength(3);
});

test("time grows linearly, and 30,000 nodes take less than 2 s", () => {
  const layers = (count: number) => {
    const s = new Sketch();
    const x = s.input("x", [N, 8]);
    let h = x;
    const weights = Array.from({ length: count }, (_, i) => s.read(`W${i}`, [8, 8]));
    for (const w of weights) h = s.op("tanh", [s.op("add", [s.product(h, w), s.broadcast(s.sum(w, [0]), [N, 8], [1])])]);
    const loss = crossEntropy(s, h, 8);
    return s.graph(
      { loss },
      Object.fromEntries(weights.map((w, i) => [`W${i}`, s.op("sub", [w, s.op("mul", [s.constant(0.1, [8, 8]), s.gradient(loss, w)])])])),
    );
  };
  // Processor time, and the best of three: other processes of the machine don't count.
  const measure = (count: number): { nodes: number; milliseconds: number } => {
    const graph = layers(count);
    const nodes = dce.run(autodiff.run(graph)).nodes.length;
    const times = [1, 2, 3].map(() => {
      const started = process.cpuUsage();
      runPasses(graph);
      const { user, system } = process.cpuUsage(started);
      return (user + system) / 1000;
    });
    return { nodes, milliseconds: Math.min(...times) };
  };
  const [small, large] = [measure(400), measure(1600)];
  expect(large.nodes).toBeGreaterThan(30_000);
  expect(large.milliseconds).toBeLessThan(2000);
  // Four times the nodes: a quadratic pass would take sixteen times as long.
  expect(large.milliseconds / large.nodes).toBeLessThan((2.5 * small.milliseconds) / small.nodes);
});

test("passes leave their input alone", () => {
  for (const make of Object.values(models)) {
    const { sketch, loss, by } = make();
    const graph = sketch.graph({ loss, g: sketch.gradient(loss, by[0]!) });
    const before = print(graph);
    runPasses(graph);
    expect(print(graph)).toBe(before);
    expect(print(rewrite(graph, () => undefined))).toBe(before);
  }
});
