import { expect, test } from "vitest";
import { interpret } from "../../src/interpret/interpret.ts";
import { ops } from "../../src/ops/all.ts";
import type { Op } from "../../src/ops/op.ts";
import { N, Sketch } from "../support/sketch.ts";

test("results and updates come out by name, storages stay", () => {
  const s = new Sketch({ N: 2 });
  const x = s.input("x", [N, 2]);
  const w = s.read("w", [2]);
  const y = s.op("mul", [x, s.broadcast(w, [N, 2], [1])]);
  const before = s.storages["w"]!.data.slice();
  const { results, updates } = interpret(s.graph({ y }, { w: s.sum(y, [0]) }), s.env);
  const [xs, ws] = [s.inputs["x"]!.data, s.storages["w"]!.data];
  expect([...results.get("y")!.data]).toEqual([...xs].map((v, i) => v * ws[i % 2]!));
  expect(updates.get("w")!.shape).toEqual([2]);
  expect(s.storages["w"]!.data).toEqual(before);
});

test("storages may be a map and names may be hostile", () => {
  const s = new Sketch();
  const a = s.op("input", [], { name: "__proto__", dtype: "f32", shape: [] });
  const b = s.op("read", [], { name: "constructor", dtype: "f32", shape: [] });
  const graph = s.graph({ sum: s.op("add", [a, b]) });
  const number = (value: number) => ({ shape: [], data: Float64Array.of(value) });
  const inputs = Object.fromEntries([["__proto__", number(1)]]);
  expect(interpret(graph, { inputs, storages: new Map([["constructor", number(2)]]), sizes: {} }).results.get("sum")!.data[0]).toBe(3);
  expect(() => interpret(graph, { inputs: {}, storages: {}, sizes: {} })).toThrow('%0 = input: the input "__proto__" has no value');
  expect(() => interpret(graph, { inputs, storages: {}, sizes: {} })).toThrow('%1 = read: the storage "constructor" has no value');
});

test("a value of the wrong shape is refused", () => {
  const s = new Sketch({ N: 2 });
  const graph = s.graph({ x: s.input("x", [N]) });
  expect(() => interpret(graph, { ...s.env, sizes: { N: 3 } })).toThrow("a value of shape [2] with 2 elements was given for [3]");
});

test("derivatives must be expanded first", () => {
  const s = new Sketch();
  const x = s.input("x", []);
  expect(() => interpret(s.graph({ g: s.gradient(s.op("exp", [x]), x) }), s.env)).toThrow("run autodiff first");
});

test("values are dropped after their last use", () => {
  const s = new Sketch({ N: 250_000 });
  let peak = 0;
  const probe: Op = {
    ...ops.get("neg")!,
    reference: ([x], context) => {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers);
      return { shape: context.shape, data: x!.data.map((v) => -v) };
    },
  };
  let x = s.constant(1, [N]);
  for (let i = 0; i < 200; i += 1) x = s.builder.make(probe, [x]);
  expect(interpret(s.graph({ y: s.sum(x) }), s.env).results.get("y")!.data[0]).toBe(250_000);
  // 200 values of 2 MB each: 400 MB if they were kept.
  expect(peak).toBeGreaterThan(2e6);
  expect(peak).toBeLessThan(2e8);
});
