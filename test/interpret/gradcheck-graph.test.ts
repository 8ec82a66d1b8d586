import { expect, test } from "vitest";
import type { Graph, Node } from "../../src/graph/graph.ts";
import { correct, gradcheck } from "../../src/interpret/gradcheck.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import { Rerun } from "../../src/interpret/rerun.ts";
import { autodiff } from "../../src/passes/autodiff.ts";
import { lstm } from "../support/recurrent-models.ts";
import { N, Sketch } from "../support/sketch.ts";

interface Net {
  readonly sketch: Sketch;
  readonly loss: Node;
  readonly parameters: readonly Node[];
}

/** Two layers with relu, whose kinks lie where they lie; `zero` does not change the loss at all. */
function net(): Net {
  const s = new Sketch({ N: 6 });
  const x = s.input("x", [N, 4]);
  const [w1, w2, zero] = [s.read("W1", [4, 5]), s.read("W2", [5, 3]), s.read("zero", [3])];
  const h0 = s.product(x, w1);
  const h = s.op("maximum", [h0, s.constant(0, [N, 5])]);
  const y = s.op("tanh", [s.product(h, w2)]);
  const shifted = s.op("sub", [s.op("add", [y, s.broadcast(zero, [N, 3], [1])]), s.broadcast(zero, [N, 3], [1])]);
  return { sketch: s, loss: s.mean(s.op("mul", [shifted, shifted])), parameters: [w1, w2, zero] };
}

function program({ sketch, loss, parameters }: Net, spoil: (node: Node, name: string) => Node = (node) => node): Graph {
  const gradients = parameters.map((p) => {
    const name = String(p.attributes["name"]);
    return [`d ${name}`, spoil(sketch.gradient(loss, p), name)];
  });
  return autodiff.run(sketch.graph({ objective: loss, ...Object.fromEntries(gradients) }));
}

const environment = ({ sketch }: Net) => ({ inputs: sketch.inputs, storages: new Map(Object.entries(sketch.storages)), sizes: sketch.sizes });

test("right gradients are correct, also those that are zero", () => {
  const model = net();
  const checks = gradcheck(program(model), environment(model));
  expect(checks.map((c) => c.name)).toEqual(["W1", "W2", "zero"]);
  for (const { name, checked, kinks, elements, error } of checks) {
    expect(checked + kinks).toBe(elements);
    expect(checked).toBeGreaterThan(0);
    expect(error, name).toBeLessThanOrEqual(correct);
  }
});

test.each([1 + 1e-6, 0.5, -1, 0])("a gradient that is wrong by the factor %f is found", (factor) => {
  const model = net();
  const spoiled = program(model, (node, name) => {
    if (name !== "W1") return node;
    return model.sketch.op("mul", [node, model.sketch.constant(factor, [4, 5])]);
  });
  const errors = Object.fromEntries(gradcheck(spoiled, environment(model)).map((c) => [c.name, c.error]));
  expect(errors["W1"]).toBeGreaterThan(correct);
  expect(errors["W2"]).toBeLessThanOrEqual(correct);
});

test("elements at a kink are left out and counted", () => {
  const s = new Sketch();
  const w = s.read("w", [4]);
  s.storages["w"]!.data.set([0, 1, -1, 0]);
  const loss = s.sum(s.op("maximum", [w, s.constant(0, [4])]));
  const model = { sketch: s, loss, parameters: [w] };
  const [check] = gradcheck(program(model), environment(model));
  expect(check).toMatchObject({ checked: 2, kinks: 2 });
  expect(check!.error).toBeLessThanOrEqual(correct);
});

test("of a large parameter a seeded sample is compared", () => {
  const model = net();
  const sampled = gradcheck(program(model), environment(model), { sample: 7, seed: 3 });
  expect(sampled.map((c) => c.checked + c.kinks)).toEqual([7, 7, 3]);
  expect(gradcheck(program(model), environment(model), { sample: 7, seed: 3 })).toEqual(sampled);
});

test("evaluating again with one storage changed equals evaluating anew", () => {
  const model = net();
  const graph = program(model);
  const env = environment(model);
  const rerun = new Rerun(graph, graph.results[0]!.node, env);
  for (const name of env.storages.keys()) {
    const old = env.storages.get(name)!;
    const value = { shape: old.shape, data: old.data.map((v) => v * 1.5 + 0.1) };
    const anew = interpret(graph, { ...env, storages: new Map([...env.storages, [name, value]]) }).results.get("objective")!;
    expect(rerun.with(name, value).data[0]).toBe(anew.data[0]);
  }
});

test("gradients through time are correct", () => {
  const { sketch, loss, by } = lstm(true);
  const model = { sketch, loss, parameters: by.filter((x) => x.op.traits.memory === "storage") };
  const checks = gradcheck(program(model), environment(model));
  expect(checks.map((c) => c.name)).toEqual(["W", "b", "h0"]);
  for (const { name, checked, elements, error } of checks) {
    expect(checked).toBe(elements);
    expect(error, name).toBeLessThanOrEqual(correct);
  }
});
