import { expect, test } from "vitest";
import { checked, close, from, noise, range, total, values } from "./support.ts";

test("the gradient penalty of a small Wasserstein critic, and its derivative by weights and inputs: second derivatives", () => {
  const x = noise([3, 4], 1);
  const critic = "layer Critic()(x: [N, D]) { return (x |> Dense(5) |> tanh |> Dense(1))[:, 0] }";
  const found = checked("gradient_penalty(critic(x), x)", { real: { x }, declarations: critic, before: "critic = Critic()" });
  const [W, b, v] = ["critic.dense1.W", "critic.dense1.b", "critic.dense2.W"].map((name) => found.run.values(name)) as [number[], number[], number[]];
  const penalty = range(3).map((n) => {
    const slope = range(5).map((u) => v[u]! * (1 - Math.tanh(b[u]! + total(range(4).map((k) => x.data[n * 4 + k]! * W[k * 5 + u]!))) ** 2));
    return (Math.hypot(...range(4).map((k) => total(range(5).map((u) => W[k * 5 + u]! * slope[u]!)))) - 1) ** 2;
  });
  expect(close(found, values([], [total(penalty) / 3]))).toBe(1);
});

test("keeping the size of the gradient through time: derivatives of a gradient through a scan", () => {
  const x = noise([2, 4, 3], 2);
  const found = checked("gradient_penalty(f(x)[:, 3, 0], x)", { real: { x }, before: "f = RNN(2)" });
  expect(found.data[0]).toBeGreaterThan(0);
});

test("the penalty is 0 where every slope is 1", () => {
  const unit = from([2, 1], (n) => n! + 1);
  expect([...checked("gradient_penalty(x[:, 0], x) + 0 * sum(x)", { real: { x: unit } }).data]).toEqual([0]);
});
