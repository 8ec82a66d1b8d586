import { expect, test } from "vitest";
import { parse } from "../../src/graph/parse.ts";
import { parseSize } from "../../src/graph/parse-attributes.ts";
import { print } from "../../src/graph/print.ts";
import { Scanner } from "../../src/graph/scanner.ts";
import { verify } from "../../src/graph/verify.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import { ops } from "../../src/ops/all.ts";
import { Size } from "../../src/types/size.ts";
import { randomGraph } from "../support/random-graph.ts";
import { N, Sketch } from "../support/sketch.ts";
import { difference } from "../support/values.ts";

test("a graph prints one line per node", () => {
  const s = new Sketch();
  const x = s.input("x", [N, 4]);
  const y = s.op("exp", [x], {}, "logits");
  expect(print(s.graph({ y }, { "net.W": y }))).toBe(
    `graph "test"
%0 = input {name: "x", dtype: "f32", shape: [N, 4]} : [N, 4]  // x
%1 = exp(%0) : [N, 4]  // logits
result "y" = %1
update "net.W" := %1
`,
  );
});

test("random graphs parse back to the same text and the same values", () => {
  let nodes = 0;
  for (let seed = 0; seed < 150; seed += 1) {
    const { graph, env } = randomGraph(seed, { gradients: seed % 3 === 0 });
    const text = print(graph);
    const back = parse(text, ops);
    expect(print(back)).toBe(text);
    verify(back);
    nodes += back.nodes.length;
    if (seed % 3 === 0) continue;
    const [before, after] = [interpret(graph, env), interpret(back, env)];
    for (const [name, value] of before.results) expect(difference(value, after.results.get(name)!)).toBe(0);
  }
  expect(nodes).toBeGreaterThan(1500);
});

test("every sample of every op survives printing", () => {
  let cases = 0;
  for (const op of ops.values()) {
    for (const sample of op.samples) {
      const s = new Sketch();
      // A tuple comes from a scan only.
      if (sample.inputs.some(({ type }) => type.parts)) continue;
      const inputs = sample.inputs.map(({ type }, i) =>
        s.op("input", [], { name: `x${i}`, dtype: type.dtype, shape: type.shape, ...(type.bound && { bound: type.bound }) }),
      );
      const text = print(s.graph({ y: s.builder.make(op, inputs, sample.attributes, undefined, sample.region?.()) }));
      expect(print(parse(text, ops))).toBe(text);
      cases += 1;
    }
  }
  expect(cases).toBeGreaterThan(ops.size - 1);
});

test("sizes read back as they print", () => {
  const [H, W] = [Size.symbol("H"), Size.symbol("W_2")];
  const sizes = [
    Size.of(0),
    Size.of(-3),
    H.mul(-1),
    H.mul(H).mul(3).sub(W).add(7),
    H.add(1).floorDiv(2),
    H.floorDiv(2).mul(-2).add(H),
    H.mul(2).floorDiv(4).floorDiv(3).add(W.floorDiv(H)),
    H.mul(-1).floorDiv(3).mul(W.sub(5).floorDiv(7)),
    H.floorDiv(W.add(1)),
    H.add(W).floorDiv(2).sub(1).floorDiv(3),
  ];
  for (const size of sizes) expect(parseSize(new Scanner(String(size))).key).toBe(size.key);
});

test("hostile names and odd numbers stay what they are", () => {
  const s = new Sketch();
  const names = ["__proto__", 'a"b', "line\nbreak", "// x", "*/", "`${1}`", " ", "", "\u2028"];
  const inputs = names.map((name) => s.op("input", [], { name, dtype: "f32", shape: [] }, name));
  const numbers = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1e-300, 1e300, 0.1].map((value) =>
    s.op("constant", [], { value, dtype: "f32" }),
  );
  const nodes = [...inputs, ...numbers];
  const graph = s.builder.graph(
    "__proto__",
    nodes.map((node, i) => ({ name: `${names[i] ?? ""}${i}`, node })),
    inputs.map((node, i) => ({ storage: names[i]!, node })),
  );
  const text = print(graph);
  const back = parse(text, ops);
  expect(print(back)).toBe(text);
  expect(back.nodes.map((n) => n.attributes)).toEqual(graph.nodes.map((n) => n.attributes));
  expect(back.nodes.map((n) => n.origin?.name)).toEqual(graph.nodes.map((n) => n.origin?.name));
  expect(back.updates.map((u) => u.storage)).toEqual(names);
  expect(Object.is(back.nodes[inputs.length + 3]!.attributes["value"], -0)).toBe(true);
});

test.each([
  ["%0 = exp(%1) : []", "%1 is used before it is defined"],
  ['graph "g"\n%0 = nonsense : []', "there is no operation `nonsense`"],
  ['%0 = constant {value: 1, dtype: "f32"} : [N]', "expected the type []"],
  ['%0 = constant {value: 1, dtype: "f32"} : []\n%0 = exp(%0) : []', "%0 is defined twice"],
  ['%0 = constant {value: 1, dtype: "f32"} : []\nresult "y" = %0 %0', "expected the end of the line"],
  ['%0 = constant {value 1} : []', "expected `:`"],
  ['remark "x"', "`remark` is not"],
  ['graph "g"\n%0 = position : int[]\n  %0 = position : int[]', "position has no region"],
  ['graph "g"\n  result "y" = %0', "line 2 of the graph: %0 is used before"],
  ["", "a graph starts with its name"],
])("%s is refused with its line", (text, message) => {
  expect(() => parse(text, ops)).toThrow(message);
});
