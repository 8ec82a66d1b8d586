import { expect, test } from "vitest";
import type { Graph, Node } from "../../src/graph/graph.ts";
import { consumers } from "../../src/graph/uses.ts";
import { verify } from "../../src/graph/verify.ts";
import { Size } from "../../src/types/size.ts";
import { tensor } from "../../src/types/tensor.ts";
import { scan } from "../support/recurrence.ts";
import { N, Sketch } from "../support/sketch.ts";

function sound(): { graph: Graph; x: Node; y: Node; z: Node } {
  const s = new Sketch();
  const x = s.input("x", [N, 4]);
  const y = s.op("exp", [x]);
  const z = s.op("add", [y, y]);
  return { graph: s.graph({ z }, { w: y }), x, y, z };
}

test("a graph from the builder is sound", () => {
  expect(() => verify(sound().graph)).not.toThrow();
});

const broken: readonly [string, (parts: ReturnType<typeof sound>) => Graph, string][] = [
  ["order", ({ graph, x, y, z }) => ({ ...graph, nodes: [x, z, y] }), "%2 = add(%1, %1) : [N, 4]: %1 is not an earlier node"],
  ["ids", ({ graph, x, y, z }) => ({ ...graph, nodes: [x, y, { ...z, id: 1 }] }), "its id does not follow 1"],
  ["a foreign input", ({ graph, y, z }) => ({ ...graph, nodes: [y, z] }), "%0 is not an earlier node"],
  ["a wrong type", ({ graph, x, y, z }) => ({ ...graph, nodes: [x, y, { ...z, type: tensor("f32", [N, 5]) }] }), "its type should be [N, 4]"],
  [
    "a lost bound",
    ({ graph }) => {
      const s = new Sketch();
      const label = s.labels("label", [N], 10);
      return { ...graph, nodes: [{ ...label, type: tensor("i32", [N]) }], results: [], updates: [] };
    },
    "its type should be index(10)[N]",
  ],
  ["inputs that do not fit", ({ graph, x, y, z }) => ({ ...graph, nodes: [x, y, { ...z, inputs: [y] }] }), "%2 = add(%1)"],
  ["an unknown result", ({ graph, x, y }) => ({ ...graph, nodes: [x, y] }), 'the result "z" is not a node of this graph'],
  ["an unknown update", ({ graph, x, y }) => ({ ...graph, nodes: [x, y], results: [], updates: [{ storage: "w", node: { ...y } }] }), 'the update "w" is not a node'],
  ["two results of one name", ({ graph, z }) => ({ ...graph, results: [{ name: "z", node: z }, { name: "z", node: z }] }), 'there are two results "z"'],
  ["two updates of one storage", ({ graph, z }) => ({ ...graph, updates: [{ storage: "w", node: z }, { storage: "w", node: z }] }), 'there are two updates "w"'],
];

test.each(broken)("%s is found", (_, make, message) => {
  expect(() => verify(make(sound()))).toThrow(message);
});

test("consumers are listed in order, once for each use", () => {
  const { graph, x, y, z } = sound();
  const uses = consumers(graph);
  expect(uses.get(x)).toEqual([y]);
  expect(uses.get(y)).toEqual([z, z]);
  expect(uses.has(z)).toBe(false);
});

/** A scan whose region is changed. */
function withRegion(change: (region: Graph) => Graph): Graph {
  const s = new Sketch({ T: 3 });
  const T = Size.symbol("T");
  const { node, last } = scan(s, { inits: [s.constant(0)], elements: [s.input("x", [T])], extent: T }, (r, { carries: [c], elements: [now] }) => ({
    next: [r.op("add", [c!, now!])],
    yields: [],
  }));
  const graph = s.graph({ y: last[0]! });
  const changed = { ...node, region: change(node.region!) };
  const nodes = graph.nodes.map((old) => (old === node ? changed : old.inputs.includes(node) ? { ...old, inputs: [changed] } : old));
  return { ...graph, nodes, results: [{ name: "y", node: nodes.at(-1)! }] };
}

test.each<readonly [string, (region: Graph) => Graph, string]>([
  ["nothing", (region) => region, ""],
  ["memory", (region) => ({ ...region, nodes: [new Sketch().input("z", [N]), ...region.nodes.map((n) => ({ ...n, id: n.id + 1 }))] }), "a region has no memory of its own"],
  ["a node from outside", (region) => ({ ...region, nodes: region.nodes.slice(1) }), "is not an earlier node of this graph"],
  ["an update", (region) => ({ ...region, updates: [{ storage: "w", node: region.nodes[0]! }] }), "a region updates nothing"],
  ["a result too many", (region) => ({ ...region, results: [...region.results, { name: "yield 0", node: region.nodes[0]! }] }), "its type should be ([], [T])"],
])("a region with %s", (_, change, message) => {
  const verified = (): void => verify(withRegion(change));
  if (message === "") expect(verified).not.toThrow();
  else expect(verified).toThrow(message);
});

test("a region where none belongs, and none where one does, are found", () => {
  const { graph, x, y, z } = sound();
  expect(() => verify({ ...graph, nodes: [x, { ...y, region: graph }, z] })).toThrow("exp has no region");
});

test("only a part reads a tuple", () => {
  const s = new Sketch({ T: 3 });
  const { node } = scan(s, { inits: [s.constant(0)], extent: Size.symbol("T") }, (_, { carries }) => ({ next: carries, yields: [] }));
  expect(() => s.op("exp", [node])).toThrow("element-type");
  expect(() => verify(s.graph({ y: s.broadcast(node, [N], []) }))).toThrow("is a tuple, which only a part reads");
  expect(() => verify(s.graph({ y: node }))).toThrow("is a tuple");
});

test("arguments outside of a region are found", () => {
  const s = new Sketch();
  const graph = s.graph({ t: s.op("position", []) });
  expect(() => verify(graph)).toThrow("there are arguments in regions only");
});
