import { expect, test } from "vitest";
import type { Node, Update } from "../../src/graph/graph.ts";
import { identifier, Namer } from "../../src/schedule/identifier.ts";
import { planArena } from "../../src/schedule/memory/arena.ts";
import { printPlan } from "../../src/schedule/print.ts";
import { schedule } from "../../src/schedule/schedule.ts";
import { callsOf } from "../../src/schedule/steps.ts";
import { verifyPlan } from "../../src/schedule/verify.ts";
import { perceptron } from "./networks.ts";
import { expectAgreement, moduleOf, N, Net, optimized } from "./support.ts";

test("equal kernels of several programs are emitted once; checks are not scheduled", () => {
  const train = optimized(perceptron(6, 4, 3).graph());
  const onlyLoss = (name: string) => optimized({ ...train, name, updates: [] as Update[] });
  const module = moduleOf(train, onlyLoss("evaluate"));
  const plan = expectAgreement(module, { N: 5 });
  expect(plan.programs.map((p) => p.name)).toEqual(["train", "evaluate"]);
  const [first, second] = plan.programs;
  const shared = callsOf(second!.steps).filter((s) => callsOf(first!.steps).some((t) => t.kernel === s.kernel)).map((s) => s.kernel.name);
  expect(shared.slice(0, 2)).toEqual(["hidden_forward", "logits_forward"]);
  expect(new Set(plan.kernels.map((k) => k.name)).size).toBe(plan.kernels.length);
  const without = schedule({ ...module, checks: [{ phase: "", graph: onlyLoss("gradient") }] });
  expect(without.programs).toHaveLength(2);
});

test("layers that are alike share their kernels", () => {
  const net = new Net();
  let x = net.input("x", [N, 8]);
  for (const i of [1, 2, 3]) x = net.named(`layer${i}`, net.op("tanh", [net.dense(x, net.read(`W${i}`, [8, 8]), net.read(`b${i}`, [8]))]));
  net.result("y", x);
  const plan = expectAgreement(moduleOf(net.graph("predict")), { N: 4 });
  expect(plan.kernels.map((k) => k.name)).toEqual(["layer_forward"]);
  expect(plan.programs[0]!.steps).toHaveLength(3);
  // The first value is dead when the third is written.
  expect(plan.slots).toHaveLength(2);
});

test("names are legal, whatever the source calls things", () => {
  for (const [text, name] of [["net.conv1.W", "net_conv1_W"], ["class", "class_"], ["d logits", "d_logits"], ["1x", "v1x"], ["π", "value"], ["", "value"], ["*/ alert(1) /*", "alert_1"], ["__proto__", "proto"]]) {
    expect(identifier(text!)).toBe(name);
  }
  const { fresh } = new Namer();
  expect([fresh("x"), fresh("x"), fresh("x2"), fresh("x")]).toEqual(["x", "x2", "x2_2", "x3"]);
});

test("a value that is called like a size gets another name in its kernels", () => {
  const net = new Net();
  net.result("y", net.op("tanh", [net.input("N", [N, 4])]));
  const [kernel] = expectAgreement(moduleOf(net.graph("predict")), { N: 3 }).kernels;
  expect(kernel!.buffers.map((b) => b.name)).toEqual(["N2", "t"]);
  expect(kernel!.sizes).toEqual(["N"]);
});

test("comments say which lines and which equations a kernel serves, on one line each", () => {
  const text = "x: [N, 4]\ny = tanh(x)   \n";
  const source = { name: "m.nnet", text };
  const net = new Net();
  net.builder.origin = { name: "y\n*/ evil", span: { source, start: text.indexOf("y ="), end: text.length } };
  net.result("y", net.op("tanh", [net.input("x", [N, 4])]));
  const [kernel] = schedule(moduleOf(net.graph("predict"))).kernels;
  expect(kernel!.name).toBe("y_evil_forward");
  expect(kernel!.doc.source).toEqual(["m.nnet:2  y = tanh(x)"]);
  expect(kernel!.doc.equations.every((e) => !e.includes("\n"))).toBe(true);
});

test("equations use the names of values, and := for storages", () => {
  const plan = schedule(moduleOf(optimized(perceptron(6, 4, 3).graph())));
  const equations = plan.kernels.flatMap((k) => k.doc.equations);
  expect(equations).toContain("hidden = tanh(x @ W1 + b1)");
  expect(equations.filter((e) => e.startsWith("W1 :="))).toHaveLength(1);
});

test("slots are shared by values of one size first, and never by values that live together", () => {
  const net = new Net();
  const [a, b, c] = [net.input("a", [N, 8]), net.input("b", [N, 8]), net.input("c", [N, 4])] as [Node, Node, Node];
  const life = (node: Node, from: number, to: number) => ({ node, from, to });
  // The three numbers of another program fit wherever 4*N numbers do.
  const { slots, slotOf } = planArena([[life(a, 0, 1), life(b, 2, 3), life(c, 1, 2)], [life(net.input("d", [3]), 0, 9)]]);
  expect(slotOf.get(a)).toBe(slotOf.get(b));
  expect(slotOf.get(c)).not.toBe(slotOf.get(a));
  expect(slots.map((s) => s.bytes.map(String))).toEqual([["32*N"], ["16*N"]]);
});

test("where steps run at the same time, a slot rests between two values, but for large ones", () => {
  const net = new Net();
  const slotsOf = (size: number, from: number): number => {
    const [a, b] = [net.input(`a${size}${from}`, [size]), net.input(`b${size}${from}`, [size])] as [Node, Node];
    return planArena([[{ node: a, from: 0, to: 1 }, { node: b, from, to: 9 }]], 2).slots.length;
  };
  expect([2, 3, 4].map((from) => slotsOf(1000, from))).toEqual([2, 2, 1]);
  expect(slotsOf(2 ** 21, 2)).toBe(1);
});

test("a plan prints, and one that is wrong is refused", () => {
  const plan = schedule(moduleOf(optimized(perceptron(6, 4, 3).graph())));
  expect(printPlan(plan)).toContain("program train(x, label) {\n  hidden_forward(x <- input x, W1 <- storage W1");
  const [program] = plan.programs;
  const missing = { ...program!.steps[0]!, places: [] };
  expect(() => verifyPlan({ ...plan, programs: [{ ...program!, steps: [missing] }] })).toThrow("hidden_forward has 4 buffers and 0 places");
  expect(() => verifyPlan({ ...plan, kernels: [...plan.kernels, plan.kernels[0]!] })).toThrow("two kernels are called hidden_forward");
});

test("chains of any length are cut into kernels whose expressions can be recursed over", () => {
  const net = new Net();
  let x = net.input("x", [N, 2]);
  const w = net.read("w", [N, 2]);
  for (let i = 0; i < 1000; i++) x = net.op("tanh", [net.op("add", [x, w])]);
  let scalar = net.read("s", []);
  for (let i = 0; i < 1000; i++) scalar = net.op("mul", [scalar, scalar]);
  net.result("y", x);
  net.result("z", net.op("mul", [w, net.op("broadcast", [scalar], { shape: [N, 2], axes: [] })]));
  const plan = expectAgreement(moduleOf(net.graph("predict")), { N: 3 });
  expect(plan.programs[0]!.steps.length).toBeGreaterThan(3);
});
