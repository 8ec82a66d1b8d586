import { expect, test } from "vitest";
import type { Graph, Node } from "../../src/graph/graph.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import { add } from "../../src/ops/elementwise/arithmetic.ts";
import { scalarConstant } from "../../src/ops/make.ts";
import { simplify } from "../../src/passes/simplify.ts";
import { N, Sketch } from "../support/sketch.ts";
import { difference } from "../support/values.ts";
import { allCases } from "./support/cases.ts";
import { cotangentNodes, weighted } from "./support/derivative.ts";

/** What laws are tried on. */
interface Given {
  readonly s: Sketch;
  readonly x: Node;
  readonly y: Node;
  readonly z: Node;
  readonly p: Node;
  readonly c: (value: number) => Node;
  readonly op: Sketch["op"];
}

function given(): Given {
  const s = new Sketch({ N: 3 });
  const [x, y, z] = [s.input("x", [N, 2]), s.input("y", [N, 2]), s.input("z", [N, 2], 0.5, 2)];
  const op: Sketch["op"] = (name, inputs, attributes) => s.op(name, inputs, attributes);
  return { s, x, y, z, p: op("lt", [x, y]), c: (value) => s.constant(value, [N, 2]), op };
}

/** `add(x, mul(2, y))`. */
function text(node: Node): string {
  const known = scalarConstant(node);
  if (known !== undefined) return String(known);
  const name = node.attributes["name"];
  return typeof name === "string" ? name : `${node.op.name}(${node.inputs.map(text).join(", ")})`;
}

type Law = readonly [from: (g: Given) => Node, to: string];

const arithmetic: readonly Law[] = [
  [({ op, x, c }) => op("add", [x, c(0)]), "x"],
  [({ op, x, c }) => op("add", [c(0), x]), "x"],
  [({ op, x, c }) => op("sub", [x, c(0)]), "x"],
  [({ op, x, c }) => op("sub", [c(0), x]), "neg(x)"],
  [({ op, x, c }) => op("mul", [x, c(1)]), "x"],
  [({ op, x, c }) => op("mul", [c(1), x]), "x"],
  [({ op, x, c }) => op("mul", [x, c(-1)]), "neg(x)"],
  [({ op, x, c }) => op("mul", [x, c(0)]), "mul(x, 0)"],
  [({ op, x, c }) => op("div", [x, c(1)]), "x"],
  [({ op, x, c }) => op("div", [x, c(-1)]), "neg(x)"],
  [({ op, x, c }) => op("div", [x, c(4)]), "mul(x, 0.25)"],
  [({ op, x, c }) => op("div", [x, c(3)]), "div(x, 3)"],
  [({ op, x }) => op("neg", [op("neg", [x])]), "x"],
  [({ op, x, y }) => op("neg", [op("sub", [x, y])]), "sub(y, x)"],
  [({ op, x, c }) => op("neg", [op("mul", [c(3), x])]), "mul(-3, x)"],
  [({ op, x, y }) => op("add", [x, op("neg", [y])]), "sub(x, y)"],
  [({ op, x, y }) => op("add", [op("neg", [x]), y]), "sub(y, x)"],
  [({ op, x, y }) => op("sub", [x, op("neg", [y])]), "add(x, y)"],
  [({ op, x, y }) => op("sub", [op("neg", [x]), y]), "neg(add(x, y))"],
  [({ op, x, y }) => op("mul", [x, op("neg", [y])]), "neg(mul(x, y))"],
  [({ op, x, y }) => op("mul", [op("neg", [x]), op("neg", [y])]), "mul(x, y)"],
  [({ op, x, z }) => op("div", [op("neg", [x]), z]), "neg(div(x, z))"],
  [({ op, x, z }) => op("div", [x, op("neg", [z])]), "neg(div(x, z))"],
  [({ op, z, c }) => op("pow", [z, c(0)]), "1"],
  [({ op, z, c }) => op("pow", [z, c(0.5)]), "sqrt(z)"],
  [({ op, z, c }) => op("pow", [z, c(1)]), "z"],
  [({ op, z, c }) => op("pow", [z, c(2)]), "mul(z, z)"],
  [({ op, z, c }) => op("pow", [z, c(3)]), "mul(mul(z, z), z)"],
  [({ op, z, c }) => op("pow", [z, c(-1)]), "div(1, z)"],
  [({ op, z, c }) => op("pow", [z, c(1.5)]), "pow(z, 1.5)"],
];

const factors: readonly Law[] = [
  [({ op, x, y, z }) => op("add", [op("mul", [x, z]), op("mul", [y, z])]), "mul(add(x, y), z)"],
  [({ op, x, y, z }) => op("sub", [op("mul", [x, z]), op("mul", [z, y])]), "mul(sub(x, y), z)"],
  [({ op, x, p, z, c }) => op("sub", [op("mul", [x, z]), op("select", [p, z, c(0)])]), "mul(sub(x, convert(lt(x, y))), z)"],
  [({ op, x, p, z, c }) => op("add", [op("mul", [x, z]), op("select", [p, op("neg", [z]), c(0)])]), "mul(sub(x, convert(lt(x, y))), z)"],
  [({ op, x, y, c }) => op("sub", [op("mul", [x, c(3)]), op("mul", [y, c(3)])]), "mul(sub(x, y), 3)"],
  [({ op, x, y, z }) => op("add", [op("mul", [x, y]), z]), "add(mul(x, y), z)"],
];

const choices: readonly Law[] = [
  [({ op, x, y, s }) => op("select", [s.constant(1, [N, 2], "bool"), x, y]), "x"],
  [({ op, x, y, s }) => op("select", [s.constant(0, [N, 2], "bool"), x, y]), "y"],
  [({ op, x, p }) => op("select", [p, x, x]), "x"],
  [({ op, x, y, p }) => op("select", [op("not", [p]), x, y]), "select(lt(x, y), y, x)"],
  [({ op, x, y, z, p }) => op("select", [p, op("select", [p, x, y]), z]), "select(lt(x, y), x, z)"],
  [({ op, x, y, z, p }) => op("select", [p, x, op("select", [p, y, z])]), "select(lt(x, y), x, z)"],
  [({ op, p, c }) => op("select", [p, c(1), c(0)]), "convert(lt(x, y))"],
  [({ op, p }) => op("not", [op("not", [p])]), "lt(x, y)"],
  [({ op, p, s }) => op("and", [p, s.constant(1, [N, 2], "bool")]), "lt(x, y)"],
  [({ op, p, s }) => op("and", [p, s.constant(0, [N, 2], "bool")]), "0"],
  [({ op, p, s }) => op("or", [p, s.constant(0, [N, 2], "bool")]), "lt(x, y)"],
  [({ op, p, s }) => op("or", [s.constant(1, [N, 2], "bool"), p]), "1"],
  [({ op, p }) => op("and", [p, p]), "lt(x, y)"],
  [({ op, x }) => op("convert", [x], { dtype: "f32" }), "x"],
  [({ op, p }) => op("convert", [op("convert", [p], { dtype: "i32" })], { dtype: "f32" }), "convert(lt(x, y))"],
  [({ op, c }) => op("convert", [c(2.5)], { dtype: "i32" }), "2"],
];

const shapes: readonly Law[] = [
  [({ op, x }) => op("reshape", [x], { shape: [N, 2] }), "x"],
  [({ op, x }) => op("reshape", [op("reshape", [x], { shape: [N.mul(2)] })], { shape: [N, 2, 1] }), "reshape(x)"],
  [({ op, x }) => op("transpose", [x], { permutation: [0, 1] }), "x"],
  [({ op, x }) => op("transpose", [op("transpose", [x], { permutation: [1, 0] })], { permutation: [1, 0] }), "x"],
  [({ op, x }) => op("broadcast", [x], { shape: [N, 2], axes: [0, 1] }), "x"],
  [({ op, x }) => op("broadcast", [op("broadcast", [x], { shape: [3, N, 2], axes: [1, 2] })], { shape: [3, N, 4, 2], axes: [0, 1, 3] }), "broadcast(x)"],
  [({ op, x }) => op("transpose", [op("broadcast", [x], { shape: [3, N, 2], axes: [1, 2] })], { permutation: [1, 2, 0] }), "broadcast(x)"],
  [({ op, x }) => op("slice", [x], { start: [0, 0], limit: [N, 2], stride: [1, 1] }), "x"],
  [({ op, x }) => op("slice", [op("slice", [x], { start: [1, 0], limit: [N, 2], stride: [1, 1] })], { start: [0, 1], limit: [N.sub(1), 2], stride: [1, 1] }), "slice(x)"],
  [({ op, c }) => op("slice", [c(3)], { start: [0, 1], limit: [N, 2], stride: [1, 1] }), "3"],
  [({ op, x, s }) => op("pad", [x, s.constant(0)], { low: [0, 0], high: [0, 0], interior: [0, 0] }), "x"],
  [({ op, x, s }) => op("pad", [x, s.constant(0)], { low: [0, -1], high: [0, 0], interior: [0, 0] }), "slice(x)"],
  [({ op, x }) => op("concat", [x], { axis: 0 }), "x"],
  [({ op, x, y, z }) => op("concat", [x, op("concat", [y, z], { axis: 1 })], { axis: 1 }), "concat(x, y, z)"],
  [(g) => g.op("add", [among(g, g.y, 2, 0), among(g, g.x, 0, 2)]), "concat(x, y)"],
  [(g) => g.op("add", [g.op("add", [among(g, g.z, 4, 0), among(g, g.x, 0, 4)]), among(g, g.y, 2, 2)]), "concat(x, y, z)"],
  [(g) => g.op("add", [among(g, g.x, 1, 2), among(g, g.y, 3, 0)]), "pad(concat(x, y), 0)"],
  [(g) => g.op("add", [among(g, g.x, 0, 1), among(g, g.y, 1, 0)]), "add(pad(x, 0), pad(y, 0))"],
  [(g) => g.op("add", [among(g, g.x, 0, 3), among(g, g.y, 3, 0)]), "add(pad(x, 0), pad(y, 0))"],
  [(g) => g.op("add", [among(g, g.x, 0, 2, 1), among(g, g.y, 2, 0)]), "add(pad(x, 1), pad(y, 0))"],
  [({ op, x }) => op("reverse", [op("reverse", [x], { axes: [1] })], { axes: [1] }), "x"],
  [({ op, x }) => op("reverse", [op("reverse", [x], { axes: [1] })], { axes: [0] }), "reverse(x)"],
  [({ op, x }) => op("reduce_sum", [x], { axes: [] }), "x"],
  [({ op, x }) => op("reduce_max", [op("reshape", [x], { shape: [N, 1, 2] })], { axes: [1] }), "x"],
  [({ op, x }) => op("reduce_sum", [op("broadcast", [x], { shape: [4, N, 2], axes: [1, 2] })], { axes: [0] }), "mul(x, 4)"],
  [({ op, x }) => op("reduce_sum", [op("reduce_sum", [x], { axes: [0] })], { axes: [0] }), "reduce_sum(reduce_sum(x))"],
];

/** Along the first axis `r` and `q` are the same, along the last one `m`. */
const sums: readonly Law[] = [
  [({ op, x, c }) => op("reduce_sum", [op("mul", [x, c(3)])], { axes: [0] }), "mul(reduce_sum(x), 3)"],
  [({ op, x }) => op("reduce_sum", [op("neg", [x])], { axes: [0] }), "neg(reduce_sum(x))"],
  [(g) => g.op("reduce_sum", [g.op("mul", [row(g, "r"), g.x])], { axes: [0] }), "mul(reduce_sum(x), r)"],
  [(g) => g.op("reduce_sum", [g.op("mul", [row(g, "r"), g.x])], { axes: [1] }), "reduce_sum(mul(broadcast(r), x))"],
  [(g) => g.op("reduce_sum", [g.op("mul", [row(g, "r"), g.x])], { axes: [0, 1] }), "reduce_sum(mul(broadcast(r), x))"],
  [(g) => g.op("reduce_sum", [g.op("div", [g.x, row(g, "r")])], { axes: [0] }), "div(reduce_sum(x), r)"],
  [(g) => g.op("reduce_sum", [g.op("div", [row(g, "r"), g.z])], { axes: [0] }), "reduce_sum(div(broadcast(r), z))"],
  [(g) => g.op("reduce_sum", [g.op("div", [g.op("mul", [row(g, "r"), g.x]), g.z])], { axes: [0] }), "mul(reduce_sum(div(x, z)), r)"],
  [(g) => g.op("reduce_sum", [g.op("mul", [g.op("neg", [g.op("div", [g.x, row(g, "r")])]), g.op("mul", [row(g, "q"), g.y])])], { axes: [0] }), "neg(mul(div(reduce_sum(mul(x, y)), r), q))"],
  [({ op, x }) => op("reduce_sum", [op("sub", [x, op("broadcast", [op("div", [op("reduce_sum", [x], { axes: [0] }), op("broadcast", [op("size", [], { size: N, dtype: "f32" })], { shape: [2], axes: [] })])], { shape: [N, 2], axes: [1] })])], { axes: [0] }), "0"],
  [({ op, x, s }) => op("reduce_sum", [op("sub", [x, op("broadcast", [op("mul", [op("reduce_sum", [x], { axes: [1] }), s.constant(0.5, [N])])], { shape: [N, 2], axes: [0] })])], { axes: [1] }), "0"],
  [({ op, x, s }) => op("reduce_sum", [op("sub", [x, op("broadcast", [op("mul", [op("reduce_sum", [x], { axes: [1] }), s.constant(0.25, [N])])], { shape: [N, 2], axes: [0] })])], { axes: [1] }), "reduce_sum(sub(x, broadcast(mul(reduce_sum(x), 0.25))))"],
];

/** A value with so many columns before and after it. */
function among({ s, op }: Given, x: Node, low: number, high: number, fill = 0): Node {
  return op("pad", [x, s.constant(fill)], { low: [0, low], high: [0, high], interior: [0, 0] });
}

/** A value in [2], repeated. */
function row({ s, op }: Given, name: string): Node {
  return op("broadcast", [s.input(name, [2], 0.5, 2)], { shape: [N, 2], axes: [1] });
}

/** The graph of one value before and after, and how far the values are apart. */
function simplified(s: Sketch, node: Node): { readonly after: Graph; readonly moved: number } {
  const before = s.graph({ value: node });
  const after = simplify.run(before);
  const [old, now] = [before, after].map((graph) => interpret(graph, s.env).results.get("value")!);
  return { after, moved: difference(old!, now!) };
}

test.for([...arithmetic, ...choices, ...shapes].map(([from, to], i) => [i, to, from] as const))("law %d gives %s", ([, to, from]) => {
  const g = given();
  const { after, moved } = simplified(g.s, from(g));
  expect(text(after.results[0]!.node)).toBe(to);
  // To the last bit but for powers, where Math.pow and a product may differ by it.
  expect(moved).toBeLessThan(1e-15);
});

test.for([...factors, ...sums].map(([from, to], i) => [i, to, from] as const))("common factor %d gives %s", ([, to, from]) => {
  const g = given();
  const { after, moved } = simplified(g.s, from(g));
  expect(text(after.results[0]!.node)).toBe(to);
  expect(moved).toBeLessThan(1e-14);
});

test("a factor stays in a sum if the value with it is needed anyway, and the value without it is not", () => {
  const sumOf = (others: (g: Given, scaled: Node, bare: Node) => readonly Node[]): string => {
    const g = given();
    const bare = g.op("exp", [g.x]);
    const scaled = g.op("mul", [bare, g.c(3)]);
    const sum = g.op("reduce_sum", [scaled], { axes: [0] });
    const results = [sum, ...others(g, scaled, bare)].map((node, i) => ({ name: String(i), node }));
    return text(simplify.run(g.s.builder.graph("g", results, [])).results[0]!.node);
  };
  expect(sumOf(() => [])).toBe("mul(reduce_sum(exp(x)), 3)");
  expect(sumOf((_, scaled) => [scaled])).toBe("reduce_sum(mul(exp(x), 3))");
  expect(sumOf((_, scaled, bare) => [scaled, bare])).toBe("mul(reduce_sum(exp(x)), 3)");
});

test("laws keep the values of every operation and of its derivative", () => {
  let checked = 0;
  let changed = 0;
  for (const c of allCases()) {
    const smooth = c.op.vjp && c.node.type.dtype === "f32" ? weighted(c) : undefined;
    const derivatives = smooth ? cotangentNodes(c.builder, smooth.outcome) : [];
    const env = smooth?.env ?? c.env;
    const results = [c.node, ...derivatives.filter((n) => n !== undefined)].map((node, i) => ({ name: String(i), node }));
    const before = c.builder.graph(c.label, results, []);
    const after = simplify.run(before);
    if (after !== before) changed += 1;
    const [old, now] = [before, after].map((graph) => interpret(graph, env).results);
    for (const { name } of results) {
      expect(difference(old!.get(name)!, now!.get(name)!), c.label).toBeLessThan(1e-13);
      checked += 1;
    }
  }
  expect(checked).toBeGreaterThan(250);
  expect(changed).toBeGreaterThan(10);
});

test("a wrong law is caught", () => {
  const g = given();
  const forgetful = { ...add, simplify: (node: Node): Node => node.inputs[0]! };
  expect(simplified(g.s, g.s.builder.make(forgetful, [g.x, g.y])).moved).toBeGreaterThan(1e-3);
});
