import { expect, test } from "vitest";
import type { Node } from "../../src/graph/graph.ts";
import type { Plan } from "../../src/schedule/plan.ts";
import { callsOf } from "../../src/schedule/steps.ts";
import { expectAgreement, moduleOf, N, Net } from "./support.ts";

function check(net: Net, sizes = { N: 3 }): Plan {
  return expectAgreement(moduleOf(net.graph()), sizes);
}

const stepNames = (plan: Plan): string[] => callsOf(plan.programs[0]!.steps).map((s) => s.kernel.name);

test("a swap: a := b, b := a", () => {
  const net = new Net();
  net.update("a", net.read("b", [4]));
  net.update("b", net.read("a", [4]));
  expect(stepNames(check(net))).toHaveLength(3);
});

test("a rotation of three with changes on the way", () => {
  const net = new Net();
  const [a, b, c] = ["a", "b", "c"].map((name) => net.read(name, [4])) as [Node, Node, Node];
  net.update("a", net.op("tanh", [b]));
  net.update("b", net.op("add", [c, a]));
  net.update("c", a);
  check(net);
});

test("a storage that is read through a view cannot be written while it is read", () => {
  const net = new Net();
  const w = net.read("w", [3, 3]);
  net.update("w", net.op("add", [w, net.op("transpose", [w], { permutation: [1, 0] })]));
  expect(check(net).slots).toHaveLength(1);
});

test("a storage that is read by its own fold", () => {
  const net = new Net();
  const w = net.read("w", [3, 3]);
  const square = net.op("dot", [w, w], { leftBatch: [], rightBatch: [], leftContract: [1], rightContract: [0] });
  net.update("w", square);
  check(net);
});

test("an update in place, with results that read the old and the new value", () => {
  const net = new Net();
  const w = net.read("w", [5]);
  const next = net.op("mul", [w, net.number(0.5, w)]);
  net.update("w", next);
  net.result("old", w);
  net.result("new", next);
  net.result("sum of old", net.op("reduce_sum", [w], { axes: [0] }));
  net.result("sum of new", net.op("reduce_sum", [next], { axes: [0] }));
  check(net);
});

test("one value for two storages and a result", () => {
  const net = new Net();
  const x = net.op("reduce_sum", [net.op("exp", [net.input("x", [N, 4])])], { axes: [0] });
  net.update("a", x);
  net.update("b", x);
  net.result("x", x);
  check(net);
});

test("an update with itself does nothing; one with an input, a constant, a view or an alias copies", () => {
  const net = new Net();
  const m = net.read("m", [2, 3]);
  net.update("m", m);
  net.update("i", net.input("x", [6]));
  net.update("c", net.op("constant", [], { value: 3, dtype: "f32" }));
  net.update("v", net.op("transpose", [m], { permutation: [1, 0] }));
  net.update("r", net.op("reshape", [m], { shape: [6] }));
  net.update("s", net.op("reshape", [net.op("exp", [m])], { shape: [3, 2] }));
  expect(callsOf(check(net).programs[0]!.steps).every((s) => s.places.every((p) => !(p.kind === "storage" && p.name === "m") || s.kernel.buffers[s.places.indexOf(p)]!.access === "read"))).toBe(true);
});

test("results that are an input, a storage, a constant, a view, an alias, and each other", () => {
  const net = new Net();
  const x = net.input("x", [N, 6]);
  const y = net.op("sin", [x]);
  net.result("input", x);
  net.result("storage", net.read("w", [3]));
  net.result("constant", net.number(2));
  net.result("view", net.op("slice", [x], { start: [0, 1], limit: [N, 5], stride: [1, 2] }));
  net.result("alias of an input", net.op("reshape", [x], { shape: [N, 2, 3] }));
  net.result("alias", net.op("reshape", [y], { shape: [N.mul(6)] }));
  net.result("value", y);
  net.result("the same", y);
  check(net);
  check(net, { N: 1 });
});

test("the clock counts after everybody has read it", () => {
  const net = new Net();
  const step = net.read("step", [], "i32");
  const next = net.op("add", [step, net.op("constant", [], { value: 1, dtype: "i32" })]);
  const rate = net.op("div", [net.number(0.1), net.op("add", [net.op("convert", [next], { dtype: "f32" }), net.number(1)])]);
  const w = net.read("w", [4]);
  net.update("step", next);
  net.update("w", net.op("sub", [w, net.op("mul", [w, net.broadcast(rate, [4], [])])]));
  net.result("rate", rate);
  check(net);
});

test("a parameter and its optimizer's slots change in one kernel, in place", () => {
  const net = new Net();
  const w = net.read("w", [6]);
  const g = net.input("g", [6]);
  const m = net.op("add", [net.op("mul", [net.read("w/m", [6]), net.number(0.9, w)]), net.op("mul", [g, net.number(0.1, w)])]);
  const v = net.op("add", [net.op("mul", [net.read("w/v", [6]), net.number(0.99, w)]), net.op("mul", [net.op("mul", [g, g]), net.number(0.01, w)])]);
  net.update("w/m", m);
  net.update("w/v", v);
  net.update("w", net.op("sub", [w, net.op("div", [m, net.op("add", [net.op("sqrt", [net.op("abs", [v])]), net.number(1e-8, w)])])]));
  const plan = check(net);
  expect(stepNames(plan)).toEqual(["update_w"]);
  expect(plan.slots).toHaveLength(0);
});
