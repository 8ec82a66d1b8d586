import { test } from "vitest";
import type { Graph, Node } from "../../src/graph/graph.ts";
import { autodiff } from "../../src/passes/autodiff.ts";
import { type RecurrentModel, recurrentModels } from "../support/recurrent-models.ts";
import { expectAgreement, moduleOf, optimized } from "./support.ts";

/** The loss, the derivatives, and a step of gradient descent. */
function step({ sketch: s, loss, by }: RecurrentModel): Graph {
  const name = (x: Node): string => String(x.attributes["name"]);
  const gradients = by.map((x) => [x, s.gradient(loss, x)] as const);
  const updates = gradients.filter(([x]) => x.op.traits.memory === "storage").map(([x, d]) => [name(x), s.op("sub", [x, s.op("mul", [d, s.constant(0.1, d.type.shape)])])]);
  return s.graph({ loss, ...Object.fromEntries(gradients.map(([x, d]) => [`d ${name(x)}`, d])) }, Object.fromEntries(updates));
}

const models = Object.entries(recurrentModels);

test.each(models)("%s: forward", (_, make) => {
  const { sketch: s, loss } = make();
  const graph = s.graph({ loss });
  for (const program of [graph, optimized(graph)]) expectAgreement(moduleOf(program), { ...s.sizes });
});

test.each(models)("%s: a training step", (_, make) => {
  const model = make();
  const graph = step(model);
  for (const program of [autodiff.run(graph), optimized(graph)]) {
    const plan = expectAgreement(moduleOf(program), { ...model.sketch.sizes });
    expectAgreement(moduleOf(program), { ...model.sketch.sizes, N: 1 }, plan, 2);
  }
});
