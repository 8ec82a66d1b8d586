import { expect, test } from "vitest";
import { at, checked, close, from, noise, range, total, valued, values } from "./support.ts";

const x = noise([2, 5, 3], 1);

test("LeakyRNN keeps 1 - leak of its state", () => {
  const found = checked("x |> LeakyRNN(2, leak: 0.3)", { real: { x } });
  const [W, b] = [found.run.values("leakyrnn1.step.W"), found.run.values("leakyrnn1.step.b")];
  let h = [[0, 0], [0, 0]];
  const expected = from([2, 5, 2], () => 0);
  for (const t of range(5)) {
    h = h.map((old, n) => old.map((v, u) => 0.7 * v + 0.3 * Math.tanh(b[u]! + total([...range(3).map((e) => at(x, n, t, e)), ...old].map((z, k) => z * W[k * 2 + u]!)))));
    h.forEach((row, n) => row.forEach((v, u) => (expected.data[(n * 5 + t) * 2 + u] = v)));
  }
  expect(close(found, expected)).toBe(20);
});

test("bidirectional runs the second layer from the end", () => {
  const found = checked("x |> bidirectional(f, g)", { real: { x }, before: "f = RNN(2)\ng = GRU(3)" });
  const reversed = from([2, 5, 3], (n, t, e) => at(x, n!, 4 - t!, e!));
  const set = Object.fromEntries([...found.run.storages].filter(([name]) => /^[fg]\./.test(name)).map(([name, { data }]) => [name, data]));
  const parts = { before: "f = RNN(2)\ng = GRU(3)", set };
  const forward = valued("concat(f(x), 0 * g(x))", { ...parts, real: { x } });
  const backward = valued("concat(0 * f(x), g(x))", { ...parts, real: { x: reversed } });
  expect(close(found, from([2, 5, 5], (n, t, u) => (u! < 2 ? at(forward, n!, t!, u!) : at(backward, n!, 4 - t!, u!))))).toBe(50);
});

test.each([
  [[3, 1, 0, 2], 3],
  // A rotation: no power iteration settles, since both eigenvalues have the same size.
  [[0, -2, 2, 0], 2],
  [[1, 100, 0, -1.5], 1.5],
  // Golden ratio.
  [[1, 1, 1, 0], (1 + Math.sqrt(5)) / 2],
])("spectral_radius of %j is %f", (data, expected) => {
  const found = valued("spectral_radius(w)", { real: { w: values([2, 2], data) } });
  expect(Math.abs(found.data[0]! - expected)).toBeLessThan(1e-4 * expected);
});

test("EchoState has a recurrent matrix of the given radius, and nothing to train", () => {
  const found = valued("x |> EchoState(8, radius: 0.8, leak: 0.5)", { real: { x } });
  const [U, V] = [found.run.values("echostate1.U"), found.run.values("echostate1.V")];
  const radius = valued("spectral_radius(w)", { real: { w: values([8, 8], U) } });
  expect(radius.data[0]!).toBeCloseTo(0.8, 3);
  expect(found.run.module.storages.filter((s) => s.role === "param").map((s) => s.name)).toEqual(["x"]);
  let h = range(8).map(() => 0);
  for (const t of range(5)) {
    h = h.map((old, u) => 0.5 * old + 0.5 * Math.tanh(total(range(3).map((e) => at(x, 1, t, e) * V[e * 8 + u]!)) + total(h.map((v, k) => v * U[k * 8 + u]!))));
    h.forEach((v, u) => expect(at(found, 1, t, u)).toBeCloseTo(v, 10));
  }
});
