import { expect, test } from "vitest";
import { expectAgreement, moduleOf, N, Net, optimized } from "./support.ts";
import type { Node } from "../../src/graph/graph.ts";
import { printPlan } from "../../src/schedule/print.ts";

/** w := w - rate * gradient, with momentum: v := 0.9 v + g. */
function descend(net: Net, loss: Node, name: string, w: Node): void {
  const gradient = net.named(`d ${name}`, net.op("gradient", [loss, w]));
  const v = net.read(`${name}/v`, w.type.shape);
  const velocity = net.op("add", [net.op("mul", [v, net.number(0.9, v)]), gradient]);
  net.update(`${name}/v`, velocity);
  net.update(name, net.op("sub", [w, net.op("mul", [velocity, net.number(0.1, velocity)])]));
}

export function mlp(): Net {
  const net = new Net();
  const x = net.input("x", [N, 12]);
  const label = net.input("label", [N], "i32", 5);
  const parameters = { W1: net.read("W1", [12, 8]), b1: net.read("b1", [8]), W2: net.read("W2", [8, 5]), b2: net.read("b2", [5]) };
  const hidden = net.named("hidden", net.op("tanh", [net.dense(x, parameters.W1, parameters.b1)]));
  const logits = net.named("logits", net.dense(hidden, parameters.W2, parameters.b2));
  const loss = net.named("nll", net.crossEntropy(logits, label));
  net.result("nll", loss);
  for (const [name, w] of Object.entries(parameters)) descend(net, loss, name, w);
  return net;
}

test("a training step of a perceptron, for full and remainder batches", () => {
  const graph = optimized(mlp().graph());
  const plan = expectAgreement(moduleOf(graph), { N: 7 });
  expectAgreement(moduleOf(graph), { N: 1 }, plan);
  expect(plan.kernels.length).toBeGreaterThan(3);
  if (process.env["PRINT"]) console.log(printPlan(plan));
});
