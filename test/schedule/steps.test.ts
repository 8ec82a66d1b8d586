import { expect, test } from "vitest";
import { autodiff } from "../../src/passes/autodiff.ts";
import { convolutional, perceptron } from "./networks.ts";
import { expectAgreement, moduleOf, optimized } from "./support.ts";

test("a training step of a perceptron, for full and remainder batches", () => {
  const graph = optimized(perceptron(12, 9, 5).graph());
  const plan = expectAgreement(moduleOf(graph), { N: 13 });
  expectAgreement(moduleOf(graph), { N: 1 }, plan);
  expect(plan.kernels.length).toBeGreaterThan(3);
});

test("a training step of a convolutional network", () => {
  const graph = optimized(convolutional(12, [3, 5], 3).graph());
  const plan = expectAgreement(moduleOf(graph), { N: 6 });
  expectAgreement(moduleOf(graph), { N: 1 }, plan);
});

test("programs without any optimization run too", () => {
  expectAgreement(moduleOf(autodiff.run(perceptron(6, 4, 3).graph())), { N: 3 });
  expectAgreement(moduleOf(autodiff.run(convolutional(12, [2, 3], 3).graph())), { N: 2 });
});
