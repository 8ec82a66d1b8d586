import { expect, test } from "vitest";
import type { Graph, Module, Node } from "../../src/graph/graph.ts";
import { rewrite } from "../../src/graph/rewrite.ts";
import { ops } from "../../src/ops/all.ts";
import type { Op } from "../../src/ops/op.ts";
import type { Pass } from "../../src/passes/pass.ts";
import { pipeline } from "../../src/passes/pipeline.ts";
import { elaborated, type Options } from "./compiled.ts";
import { examine } from "./examine.ts";
import { randomModel, type RandomModel } from "./generate.ts";
import { shrunk } from "./shrink.ts";

// Bugs put in on purpose: the comparison must see them in most models that have the place. (Now and then a wrong derivative
// stands where its value is 0, or cancels another.)

/** A record in place of another, in every graph of a module and in the bodies of scans. */
function withRecord(record: Op): (module: Module) => Module {
  const changed = (graph: Graph): Graph => {
    const made = new Map<Node, Node>();
    const of = (node: Node): Node => made.get(node)!;
    const nodes = graph.nodes.map((node) => {
      const twin = { ...node, inputs: node.inputs.map(of), ...(node.op.name === record.name && { op: record }), ...(node.region && { region: changed(node.region) }) };
      made.set(node, twin);
      return twin;
    });
    return { ...graph, nodes, results: graph.results.map((r) => ({ ...r, node: of(r.node) })), updates: graph.updates.map((u) => ({ ...u, node: of(u.node) })) };
  };
  // A step and its check share their nodes, and must do so afterwards.
  return (module) => {
    const known = new Map<Graph["nodes"], Graph>();
    const shared = (graph: Graph): Graph => {
      const all = [...module.programs, ...module.checks.map((c) => c.graph)].filter((g) => g.nodes === graph.nodes);
      const results = all.flatMap((g) => g.results);
      const updates = all.flatMap((g) => g.updates);
      const whole = known.get(graph.nodes) ?? changed({ ...graph, results, updates });
      known.set(graph.nodes, whole);
      return {
        ...whole, name: graph.name,
        results: graph.results.map((r) => ({ ...r, node: whole.results[results.indexOf(r)]!.node })),
        updates: graph.updates.map((u) => ({ ...u, node: whole.updates[updates.indexOf(u)]!.node })),
      };
    };
    return { ...module, programs: module.programs.map(shared), checks: module.checks.map((c) => ({ ...c, graph: shared(c.graph) })) };
  };
}

/** Whether an operation stands between a parameter and the objective. */
function isTrainedThrough({ nodes, results: [objective, ...gradients] }: Graph, name: string): boolean {
  const trained = new Set(gradients.map((g) => g.node.inputs[1]!));
  const after = new Set<Node>(trained);
  for (const node of nodes) if (node.inputs.some((input) => after.has(input))) after.add(node);
  const before = new Set<Node>([objective!.node]);
  for (const node of nodes.toReversed()) if (before.has(node)) for (const input of node.inputs) before.add(input);
  return nodes.some((node) => node.op.name === name && after.has(node) && before.has(node));
}

/** How many of these models the comparison reports. */
async function reported(models: readonly RandomModel[], options: Options): Promise<RandomModel[]> {
  const found: RandomModel[] = [];
  for (const model of models) if ((await examine(model, options)).finding !== undefined) found.push(model);
  return found;
}

const candidates = Array.from({ length: 120 }, (_, i) => randomModel(i + 1));

test("a derivative that forgot the square: d tanh(x) = (1 - y) dx", { timeout: 120_000 }, async () => {
  const tanh = ops.get("tanh")!;
  const one = (make: Parameters<NonNullable<Op["vjp"]>>[0]["make"], like: Node): Node =>
    make(ops.get("broadcast")!, [make(ops.get("constant")!, [], { value: 1, dtype: "f32" })], { shape: like.type.shape, axes: [] });
  const wrong: Op = { ...tanh, vjp: ({ node, ct, make }) => [make(ops.get("mul")!, [ct, make(ops.get("sub")!, [one(make, node), node])])] };
  const models = candidates.filter((m) => !m.uses.has("stop_gradient") && elaborated(m).checks.every(({ graph }) => isTrainedThrough(graph, "tanh"))).slice(0, 9);
  const found = await reported(models, { plant: withRecord(wrong) });
  expect(models.length).toBeGreaterThan(5);
  expect(found.length / models.length).toBeGreaterThan(2 / 3);
  // What is reported is made smaller, and still says what is wrong.
  const [first] = found;
  const small = await shrunk(first!, await examine(first!, { plant: withRecord(wrong) }), { plant: withRecord(wrong) }, 25);
  expect(small.finding).toMatch(/^derivative: d \S+ differs from differences/);
  expect(small.text.length).toBeLessThan(first!.text.length);
});

const isNumber = (node: Node | undefined): boolean => node?.op.name === "constant" || (node?.op.name === "broadcast" && isNumber(node.inputs[0]));
const isNumberLess = ({ op, inputs: [a, b] }: Node): boolean => op.name === "sub" && isNumber(a) && !isNumber(b);

/** What a rule for sums does to `1 - x`. */
const careless: Pass = {
  name: "careless",
  doc: "Moves numbers to the right, in differences, too.",
  run: (graph) => rewrite(graph, (node, inputs, builder) => (isNumberLess({ ...node, inputs }) ? builder.make(node.op, inputs.toReversed(), node.attributes, node.origin) : undefined)),
};

test("a pass that takes differences for sums: 1 - x becomes x - 1", { timeout: 120_000 }, async () => {
  const models = candidates.filter((m) => elaborated(m).programs.some((g) => g.name.startsWith("train") && g.nodes.some(isNumberLess))).slice(0, 9);
  const found = await reported(models, { pipeline: [careless, ...pipeline] });
  expect(models.length).toBeGreaterThan(5);
  expect(found.length / models.length).toBeGreaterThan(2 / 3);
});
