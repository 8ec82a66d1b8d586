import { expect, test } from "vitest";
import type { Graph } from "../../src/graph/graph.ts";
import { rewrite } from "../../src/graph/rewrite.ts";
import { verify } from "../../src/graph/verify.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import { ops } from "../../src/ops/all.ts";
import { autodiff } from "../../src/passes/autodiff.ts";
import { cse } from "../../src/passes/cse.ts";
import { dce } from "../../src/passes/dce.ts";
import { fold } from "../../src/passes/fold.ts";
import { narrow } from "../../src/passes/narrow.ts";
import type { Pass } from "../../src/passes/pass.ts";
import { runPasses } from "../../src/passes/pipeline.ts";
import { simplify } from "../../src/passes/simplify.ts";
import { randomGraph } from "../support/random-graph.ts";
import { difference } from "../support/values.ts";

const seeds = Array.from({ length: 150 }, (_, seed) => seed);

/** Runs a pass on random programs with expanded derivatives: how far results move, and how many programs it changed. */
function compare(pass: Pass, earlier: readonly Pass[] = []): { worst: number; values: number; changed: number } {
  const total = { worst: 0, values: 0, changed: 0 };
  for (const seed of seeds) {
    const { graph, env } = randomGraph(seed, { gradients: true });
    const before = runPasses(graph, { pipeline: [autodiff, ...earlier] });
    const after = pass.run(before);
    verify(after);
    if (after !== before) total.changed += 1;
    const [old, now] = [interpret(before, env), interpret(after, env)];
    expect([...now.results.keys()]).toEqual([...old.results.keys()]);
    expect([...now.updates.keys()]).toEqual([...old.updates.keys()]);
    for (const [name, value] of [...old.results, ...old.updates]) {
      const kept = now.results.get(name) ?? now.updates.get(name);
      total.worst = Math.max(total.worst, difference(value, kept!));
      total.values += 1;
    }
  }
  return total;
}

const all: Pass = { name: "all", doc: "All passes.", run: (graph) => runPasses(graph) };

const cases: readonly (readonly [string, Pass, readonly Pass[]])[] = [
  ["narrow", narrow, []],
  // Constants meet where narrow has been.
  ["fold", fold, [narrow]],
  ["simplify", simplify, []],
  ["cse", cse, []],
  ["dce", dce, []],
  ["all", all, []],
];

test.each(cases)("%s keeps the values of random programs", (_, pass, earlier) => {
  const { worst, values, changed } = compare(pass, earlier);
  expect(values).toBeGreaterThan(500);
  expect(changed).toBeGreaterThan(10);
  expect(worst).toBeLessThan(1e-12);
});

test("a pass that is wrong is caught: cse that takes all operations for commutative", () => {
  const wrong: Pass = {
    name: "wrong",
    doc: "Exchanges operands.",
    run: (graph) =>
      rewrite(graph, (node, inputs, builder) => {
        const [a, b] = inputs;
        const exchangeable = node.op.traits.pointwise && inputs.length === 2 && a!.id > b!.id;
        return exchangeable ? builder.make(node.op, [b!, a!], node.attributes) : undefined;
      }),
  };
  expect(compare(wrong).worst).toBeGreaterThan(1e-3);
});

test("no program needs the bound on the rounds of simplify", () => {
  const again = (graph: Graph): Graph => simplify.run(simplify.run(graph));
  for (const seed of seeds) {
    const once = simplify.run(runPasses(randomGraph(seed, { gradients: true }).graph, { stopAfter: "autodiff" }));
    expect(again(once)).toBe(once);
  }
});

test("a second run of the pipeline finds nothing to do", () => {
  for (const seed of seeds) {
    const done = runPasses(randomGraph(seed, { gradients: true }).graph);
    expect(runPasses(done)).toBe(done);
  }
});

test("nothing that only differentiation knows is left", () => {
  const calculus = new Set([ops.get("gradient"), ops.get("stop_gradient")]);
  let before = 0;
  for (const seed of seeds) {
    const { graph } = randomGraph(seed, { gradients: true });
    before += graph.nodes.filter((n) => calculus.has(n.op)).length;
    expect(runPasses(graph).nodes.filter((n) => calculus.has(n.op))).toEqual([]);
  }
  expect(before).toBeGreaterThan(100);
});

test("simplify refuses a graph whose derivatives are not expanded", () => {
  const { graph } = randomGraph(1, { gradients: true });
  expect(() => simplify.run(graph)).toThrow("derivatives must be expanded");
});
