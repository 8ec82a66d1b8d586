import { expect, test } from "vitest";
import type { Graph, Node } from "../../src/graph/graph.ts";
import { consumers } from "../../src/graph/uses.ts";
import { verify } from "../../src/graph/verify.ts";
import { tensor } from "../../src/types/tensor.ts";
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
