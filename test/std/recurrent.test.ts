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

test.each(["RNN(3)", "GRU(3)", "SimpleGRU(3)", "LeakyRNN(3)", "EchoState(3, leak: 0.7)"])("%s goes on from a state that it is given", (layer) => {
  const found = checked("concat(first, f(x[:, 2:], start: first[:, -1]), axis: 1)", { real: { x }, before: `f = ${layer}\nfirst = f(x[:, :2])` });
  expect(close(found, valued("f(x)", { real: { x }, before: `f = ${layer}` }))).toBe(30);
});

test.each(["LSTM", "PeepholeLSTM"])("%s takes a state and a cell", (layer) => {
  const [h, c] = [noise([2, 2], 8), noise([2, 2], 9)];
  const found = checked(`x |> ${layer}(2)(start: h, cell: c)`, { real: { x, h, c } });
  const name = layer.toLowerCase();
  const [W, b] = [found.run.values(`${name}1.gates.W`), found.run.values(`${name}1.gates.b`)];
  const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
  const gate = (n: number, k: number): number => b[k]! + total([...range(3).map((e) => at(x, n, 0, e)), ...range(2).map((u) => at(h, n, u))].map((z, i) => z * W[i * 8 + k]!));
  for (const n of [0, 1]) for (const u of [0, 1]) {
    const cell = sigmoid(gate(n, 2 + u)) * at(c, n, u) + sigmoid(gate(n, u)) * Math.tanh(gate(n, 6 + u));
    // Peepholes start at zero.
    expect(at(found, n, 0, u)).toBeCloseTo(sigmoid(gate(n, 4 + u)) * Math.tanh(cell), 12);
  }
});

test("BiLSTM reads a sequence from both ends, also where two axes have one size", () => {
  const square = noise([2, 3, 3], 4);
  const found = checked("x |> BiLSTM(2)", { real: { x: square } });
  const set = Object.fromEntries([...found.run.storages].filter(([name]) => name.includes("lstm")).map(([name, { data }]) => [name, data]));
  const other = valued("x |> BiLSTM(2)", { real: { x: from([2, 3, 3], (n, t, e) => (t === 0 ? 0.3 : at(square, n!, t!, e!))) }, set });
  // At the last position the forward half has seen the first element, the backward half has not.
  expect([0, 1, 2, 3].map((u) => at(found, 0, 2, u) === at(other, 0, 2, u))).toEqual([false, false, true, true]);
});
