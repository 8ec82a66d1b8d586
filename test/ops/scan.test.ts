import { expect, test } from "vitest";
import { Builder } from "../../src/graph/builder.ts";
import type { Attributes, Node } from "../../src/graph/graph.ts";
import { parse } from "../../src/graph/parse.ts";
import { print } from "../../src/graph/print.ts";
import { verify } from "../../src/graph/verify.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import { ops } from "../../src/ops/all.ts";
import { flopsOf } from "../../src/ops/flops.ts";
import { Size } from "../../src/types/size.ts";
import { typeText } from "../../src/types/tensor.ts";
import { scan } from "../support/recurrence.ts";
import { N, Sketch } from "../support/sketch.ts";

const T = Size.symbol("T");

test("a plain recurrent network is the loop one would write", () => {
  const s = new Sketch({ N: 2, T: 4 });
  const [x, h0, w, u] = [s.input("x", [N, T, 3]), s.input("h0", [N, 2]), s.read("W", [3, 2]), s.read("U", [2, 2])];
  const { node, last, stacks } = scan(s, { inits: [h0], elements: [x], outers: [w, u], extent: T }, (r, { carries: [h], elements: [now], outers: [a, b] }) => {
    const next = r.op("tanh", [r.op("add", [r.product(now!, a!), r.product(h!, b!)])]);
    return { next: [next], yields: [next] };
  });
  expect(typeText(node.type)).toBe("([N, 2], [N, T, 2])");
  const graph = s.graph({ last: last[0]!, all: stacks[0]! });
  verify(graph);
  const { results } = interpret(graph, s.env);
  const expected = new Float64Array(2 * 4 * 2);
  for (let n = 0; n < 2; n += 1) {
    let h = [...s.inputs["h0"]!.data.subarray(2 * n, 2 * n + 2)];
    for (let t = 0; t < 4; t += 1) {
      h = [0, 1].map((o) => {
        let sum = 0;
        for (let i = 0; i < 3; i += 1) sum += s.inputs["x"]!.data[(n * 4 + t) * 3 + i]! * s.storages["W"]!.data[i * 2 + o]!;
        let rest = 0;
        for (let i = 0; i < 2; i += 1) rest += h[i]! * s.storages["U"]!.data[i * 2 + o]!;
        return Math.tanh(sum + rest);
      });
      expected.set(h, (n * 4 + t) * 2);
    }
  }
  expect([...results.get("all")!.data]).toEqual([...expected]);
  expect([...results.get("last")!.data]).toEqual([...expected.subarray(6, 8), ...expected.subarray(14, 16)]);
  const text = print(graph);
  expect(text).toContain("\n  %0 = carry {index: 0");
  expect(print(parse(text, ops))).toBe(text);
});

/** The values at each position, for all ways to scan: forward and back, over one position, over none. */
test.each([
  [4, false, [0, 1, 2, 3]],
  [4, true, [3, 2, 1, 0]],
  [1, false, [0]],
  [0, true, []],
])("%i positions, reversed: %s", (length, reverse, order) => {
  const s = new Sketch({ T: length });
  const x = s.input("x", [T]);
  const { last, stacks } = scan(s, { inits: [s.constant(7)], elements: [x], extent: T, reverse }, (r, { carries: [c], elements: [now], position }) => ({
    next: [r.op("add", [r.op("mul", [c!, r.constant(10)]), r.op("convert", [position], { dtype: "f32" })])],
    yields: [c!, now!, position],
  }));
  const { results } = interpret(s.graph({ last: last[0]!, before: stacks[0]!, x: stacks[1]!, t: stacks[2]! }), s.env);
  expect(results.get("last")!.data[0]).toBe(order.reduce((sum, t) => 10 * sum + t, 7));
  expect([...results.get("x")!.data]).toEqual([...s.inputs["x"]!.data]);
  expect([...results.get("t")!.data]).toEqual(order.toSorted());
  if (length > 0) expect(results.get("before")!.data[order[0]!]).toBe(7);
});

test("positions lie on one axis, behind the last one of values with fewer axes", () => {
  const s = new Sketch({ N: 2, T: 3 });
  const types = (axis: number): string => {
    const shape = [N, Size.of(4)].toSpliced(Math.min(axis, 2), 0, T);
    const { node } = scan(s, { inits: [], elements: [s.input(`x${axis}`, shape)], extent: T, axis }, (r, { elements: [now] }) => ({
      next: [],
      yields: [now!, r.sum(now!, [1]), r.sum(now!), r.op("gt", [now!, now!]), r.op("argmax", [now!], { axis: 1 })],
    }));
    return typeText(node.type);
  };
  expect(types(0)).toBe("([T, N, 4], [T, N], [T], bool[T, N, 4], index(4)[T, N])");
  expect(types(1)).toBe("([N, T, 4], [N, T], [T], bool[N, T, 4], index(4)[N, T])");
  expect(types(2)).toBe("([N, 4, T], [N, T], [T], bool[N, 4, T], index(4)[N, T])");
  expect(types(5)).toBe(types(2));
});

test("what one scan stacks another takes apart", () => {
  for (const axis of [0, 1, 2]) {
    const s = new Sketch({ N: 2, T: 3 });
    const x = s.input("x", [N, Size.of(2)].toSpliced(axis, 0, T));
    const once = scan(s, { inits: [], elements: [x], extent: T, axis }, (r, { elements: [now] }) => ({ next: [], yields: [r.op("exp", [now!]), r.sum(now!, [1]), r.sum(now!)] }));
    const twice = scan(s, { inits: [], elements: once.stacks, extent: T, axis, reverse: true }, (r, { elements }) => ({ next: [], yields: elements.map((e) => r.op("neg", [e])) }));
    const results = Object.fromEntries([...once.stacks, ...twice.stacks].map((node, i) => [String(i), node]));
    const values = interpret(s.graph(results), s.env).results;
    for (const i of [0, 1, 2]) expect([...values.get(String(i + 3))!.data]).toEqual([...values.get(String(i))!.data].map((v) => -v));
    expect([...values.get("0")!.data]).toEqual([...s.inputs["x"]!.data].map(Math.exp));
  }
});

test("a carry keeps its bound only if it holds after every position", () => {
  const s = new Sketch({ N: 2, T: 3 });
  const [label, labels] = [s.labels("label", [N], 5), s.labels("labels", [N, T], 5)];
  const kept = scan(s, { inits: [label], elements: [labels], extent: T }, (_, { elements: [now] }) => ({ next: [now!], yields: [now!] }));
  expect(typeText(kept.node.type)).toBe("(index(5)[N], index(5)[N, T])");
  verify(s.graph({ y: kept.last[0]! }));
  const doubled = (bound: Size | undefined): Node => {
    const b = new Builder();
    const before = b.make(ops.get("carry")!, [], { index: 0, dtype: "i32", shape: [N], ...(bound && { bound }) });
    return s.builder.make(ops.get("scan")!, [label], { carries: 1, elements: 0, axis: 1, extent: T, reverse: false }, undefined, b.region([b.make(ops.get("add")!, [before, before])], []));
  };
  expect(typeText(doubled(undefined).type)).toBe("(int[N])");
  expect(() => doubled(Size.of(5))).toThrow("carry 0 starts as index(5)[N] and becomes int[N]");
});

test("draws in a scan are the slices of one larger draw", () => {
  const s = new Sketch({ N: 2, T: 4 });
  const [seed, step] = [s.clock("seed", 12), s.clock("step", 3)];
  const { stacks } = scan(s, { inits: [], outers: [seed, step], extent: T, axis: 0, reverse: true }, (r, { outers, position }) => ({
    next: [],
    yields: ["random_uniform", "random_normal"].map((name) => r.op(name, [...outers, position], { shape: [N, 3], site: 5 })),
  }));
  const whole = ["random_uniform", "random_normal"].map((name) => s.op(name, [seed, step], { shape: [T, N, 3], site: 5 }));
  const { results } = interpret(s.graph({ a: stacks[0]!, b: stacks[1]!, c: whole[0]!, d: whole[1]! }), s.env);
  expect([...results.get("a")!.data]).toEqual([...results.get("c")!.data]);
  expect([...results.get("b")!.data]).toEqual([...results.get("d")!.data]);
  expect(new Set(results.get("a")!.data).size).toBe(24);
});

const f = { dtype: "f32", shape: [N, 3] } as const;

/** A scan over `x: [N, T, 3]` from `h: [N, 3]` with an outer value `w: [3]`; some of it is wrong. */
function judged(change: (b: Builder) => { next?: Node; attributes?: Attributes; inputs?: number; names?: readonly string[] }): () => unknown {
  const s = new Sketch({ N: 2, T: 3 });
  const inputs = [s.input("h", [N, 3]), s.input("x", [N, T, 3]), s.input("w", [3])];
  const b = new Builder();
  const { next, attributes, inputs: count = 3, names } = change(b);
  const region = b.region([next ?? b.make(ops.get("carry")!, [], { index: 0, ...f })], []);
  const renamed = names ? { ...region, results: region.results.map((r, i) => ({ ...r, name: names[i]! })) } : region;
  const all = { carries: 1, elements: 1, axis: 1, extent: T, reverse: false, ...attributes };
  return () => s.builder.make(ops.get("scan")!, inputs.slice(0, count), all, undefined, renamed);
}

test.each<readonly [string, Parameters<typeof judged>[0], string]>([
  ["nothing", () => ({}), ""],
  ["too few inputs", () => ({ inputs: 1 }), "1 carries and 1 elements are more than 1 inputs"],
  ["another extent", () => ({ attributes: { extent: N } }), "axis 1 of [N, T, 3] is scanned over N positions"],
  ["no axis to scan", () => ({ attributes: { carries: 0, elements: 1 }, next: undefined, inputs: 0 }), "are more than 0 inputs"],
  ["half a carry", () => ({ attributes: { carries: 0.5 } }), "whole numbers"],
  ["a carry that changes its shape", (b) => ({ next: b.make(ops.get("outer")!, [], { index: 0, dtype: "f32", shape: [3] }) }), "carry 0 starts as [N, 3] and becomes [3]"],
  ["a carry that changes its element type", (b) => ({ next: b.make(ops.get("convert")!, [b.make(ops.get("carry")!, [], { index: 0, ...f })], { dtype: "i32" }) }), "becomes int[N, 3]"],
  ["a leaf of another type", (b) => ({ next: b.make(ops.get("element")!, [], { index: 0, dtype: "f32", shape: [N, T, 3] }) }), "element 0 is [N, 3], not [N, T, 3]"],
  ["a leaf of nothing", (b) => ({ next: b.make(ops.get("outer")!, [], { index: 1, dtype: "f32", shape: [3] }) }), "there is no outer 1"],
  ["a leaf with a bound of its own", (b) => (void b.make(ops.get("position")!, [], { bound: N }), {}), "a position is below T, not N"],
  ["a name", () => ({ names: ["h"] }), 'the result "h" of a region should be "carry 0"'],
  ["no result for a carry", () => ({ attributes: { carries: 2, elements: 0, extent: T }, inputs: 2 }), "a region of 2 carries has 1 results"],
])("a scan with %s", (_, change, message) => {
  if (message === "") expect(judged(change)).not.toThrow();
  else expect(judged(change)).toThrow(message);
});

test("a scan needs a region, and a part a tuple", () => {
  const s = new Sketch({ N: 2, T: 3 });
  const x = s.input("x", [N, T]);
  expect(() => s.op("scan", [x], { carries: 0, elements: 1, axis: 1, extent: T, reverse: false })).toThrow("a scan needs a region");
  expect(() => s.op("part", [x], { index: 0 })).toThrow("only a tuple has parts");
  const { node } = scan(s, { inits: [], elements: [x], extent: T }, (_, { elements }) => ({ next: [], yields: elements }));
  expect(() => s.op("part", [node], { index: 1 })).toThrow("there is no part 1 of 1");
});

test("its operations are counted once for each position", () => {
  const s = new Sketch({ N: 2, T: 3 });
  const { node } = scan(s, { inits: [], elements: [s.input("x", [N, T, 4])], outers: [s.read("w", [4, 5])], extent: T }, (r, { elements: [now], outers: [w] }) => ({
    next: [],
    yields: [r.op("tanh", [r.product(now!, w!)])],
  }));
  const once = (2 * 4 + 1) * 5 * 2;
  expect(flopsOf(node).evaluate(s.sizes)).toBe(3 * once);
});
