import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { targets } from "../../src/emit/targets.ts";
import type { Graph, Node } from "../../src/graph/graph.ts";
import { verify } from "../../src/graph/verify.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import { autodiff } from "../../src/passes/autodiff.ts";
import { runPasses } from "../../src/passes/pipeline.ts";
import type { LayoutChoice } from "../../src/schedule/choice.ts";
import { computationKind } from "../../src/schedule/computation.ts";
import { withStacksFollowed } from "../../src/schedule/layout/following.ts";
import { withTranspositionsSeenThrough } from "../../src/schedule/layout/seen-through.ts";
import { withPositionsFirst } from "../../src/schedule/prepare/positions-first.ts";
import { schedule } from "../../src/schedule/schedule.ts";
import { allNodes, withGradients } from "../support/recurrent-checks.ts";
import { recurrentModels } from "../support/recurrent-models.ts";
import { difference } from "../support/values.ts";
import { randomProgram } from "./random-graph.ts";
import { disagreement, machines, moduleOf } from "./support.ts";

const isFold = (node: Node): boolean => node.op.lower !== undefined && computationKind(node) === "fold";
const scans = (graph: Graph): readonly Node[] => allNodes(graph).filter((node) => node.region);

test.each(Object.entries(recurrentModels))("%s: positions come first in every scan, and it computes the same", (_, make) => {
  const model = make();
  const graph = autodiff.run(withGradients(model));
  const moved = withPositionsFirst(graph);
  verify(moved);
  expect(scans(moved).length).toBe(scans(graph).length);
  expect(scans(moved).every((node) => node.attributes["axis"] === 0)).toBe(true);
  const [expected, found] = [interpret(graph, model.sketch.env).results, interpret(moved, model.sketch.env).results];
  for (const [name, value] of expected) expect(difference(value, found.get(name)!)).toBe(0);
});

test.each(Object.entries(recurrentModels))("%s: plans agree with what reads and follows stacks where they lie", (_, make) => {
  const model = make();
  const graph = runPasses(withGradients(model));
  const followed = withStacksFollowed(withTranspositionsSeenThrough(withPositionsFirst(graph), isFold));
  for (const machine of machines) expect(disagreement(moduleOf(graph), graph, model.sketch.env.sizes, schedule(moduleOf(followed), machine))).toBeUndefined();
});

test("random programs compute the same where folds see through transpositions", () => {
  let seen = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const graph = randomProgram(seed).graph();
    const through = withTranspositionsSeenThrough(graph, isFold);
    if (through === graph) continue;
    seen += through.nodes.filter(isFold).filter((node, i) => node.op !== graph.nodes.filter(isFold)[i]?.op).length;
    for (const n of [1, 5]) expect(disagreement(moduleOf(graph), graph, { N: n }, schedule(moduleOf(through)), seed), `seed ${seed}, N = ${n}`).toBeUndefined();
  }
  expect(seen).toBeGreaterThan(20);
});

/** Letters in 48 places of 32 texts, predicted from a state. */
const text = `model Letters {
  input x: index(65)[N, 48]
  input y: index(65)[N, 48]
  logits = x |> Embedding(64) |> LSTM(128) |> Dense(65)
  loss nll = cross_entropy(logits, y)
  train {
    minimize nll
    using sgd(lr: 0.1)
    batch 32
  }
}
`;

test("what is computed from stacks lies in memory as they do; gradients of weights are added up position by position", () => {
  const pieces: string[] = [];
  const layout = (program: string, choice: LayoutChoice): void => {
    if (program === "train" && choice.kind === "pieces") pieces.push(choice.node.inputs.map(({ type }) => type.shape.join(" ")).join(", "));
  };
  compile({ name: "letters.nnet", text }, { load: () => undefined, sizes: { N: 32 }, target: targets.get("wasm")!, scheduleTrace: { layout, kernel: () => {} } });
  // The last hidden states with the derivative by the logits, and the hidden states before with that by the gates.
  expect(pieces.toSorted()).toEqual(["48 32 128, 48 32 512", "48 32 128, 48 32 65"]);
});
