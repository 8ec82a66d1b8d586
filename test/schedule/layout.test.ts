import { expect, test } from "vitest";
import type { Graph, Node } from "../../src/graph/graph.ts";
import { rewrite } from "../../src/graph/rewrite.ts";
import { arranged, inOrder, isPlain, type Order, plainOrder } from "../../src/schedule/layout/arranged.ts";
import { axisClasses } from "../../src/schedule/layout/axis-classes.ts";
import { FoldCosts } from "../../src/schedule/layout/fold-cost.ts";
import type { Machine } from "../../src/schedule/machine.ts";
import { rearrange } from "../../src/schedule/layout/rearrange.ts";
import { schedule } from "../../src/schedule/schedule.ts";
import { neighbourhoods, turnedAlong } from "../../src/schedule/layout/turning.ts";
import { Size } from "../../src/types/size.ts";
import { descend } from "./networks.ts";
import { randomProgram } from "./random-graph.ts";
import { disagreement, expectAgreement, generator, moduleOf, N, Net, optimized } from "./support.ts";

const lanes: Machine = { lanes: 4, registers: 15 };

/** Any order for about half of the values. */
function randomOrders(nodes: readonly Node[], seed: number): ReadonlyMap<Node, Order> {
  const random = generator(seed);
  const orders = new Map<Node, Order>();
  for (const node of nodes) {
    const axes = [...plainOrder(node)];
    if (axes.length < 2 || node.type.parts || (!node.op.lower && !node.op.traits.memory) || random() < 0.5) continue;
    for (let i = axes.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [axes[i], axes[j]] = [axes[j]!, axes[i]!];
    }
    orders.set(node, axes);
  }
  return orders;
}

test("random programs compute the same with their values in any order of memory", () => {
  let turned = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const graph = randomProgram(seed).graph();
    const orders = randomOrders(graph.nodes, seed);
    turned += [...orders.values()].filter((order) => !isPlain(order)).length;
    const plan = schedule(moduleOf(rearrange(graph, orders)));
    for (const n of [1, 5]) expect(disagreement(moduleOf(graph), graph, { N: n }, plan, seed), `seed ${seed}, N = ${n}`).toBeUndefined();
  }
  expect(turned).toBeGreaterThan(500);
});

test("planted bug: a reader that takes a turned value for one in its own order", () => {
  const net = new Net();
  const [x, w] = [net.input("x", [4, 4]), net.input("w", [4, 4])];
  const product = (a: Node, b: Node): Node => net.op("dot", [a, b], { leftBatch: [], rightBatch: [], leftContract: [1], rightContract: [0] });
  const inner = product(x, w);
  net.result("y", product(inner, w));
  const graph = net.graph();
  const turned = rearrange(graph, new Map([[inner, [1, 0]]]));
  expect(disagreement(moduleOf(graph), graph, {}, schedule(moduleOf(turned)))).toBeUndefined();
  const wrong = rewrite(turned, (node, inputs, builder) => {
    const plain = { result: plainOrder(node), operands: inputs.map(plainOrder) };
    return node.op === arranged(inner.op, { ...plain, operands: [[1, 0], [0, 1]] }) ? builder.make(arranged(inner.op, plain), inputs, node.attributes) : undefined;
  });
  expect(disagreement(moduleOf(graph), graph, {}, schedule(moduleOf(wrong)))).toBeDefined();
});

/** Two convolutions with average pooling between them and a dense layer, trained; as many channels as given. */
function network(batch: number | Size, channels: readonly [number, number]): Graph {
  const net = new Net();
  const n = Size.of(batch);
  const x = net.input("x", [n, 14, 14, 1]);
  const [c1, c2] = channels;
  const parameters = { K1: net.read("K1", [5, 5, 1, c1]), B1: net.read("B1", [c1]), K2: net.read("K2", [3, 3, c1, c2]), W: net.read("W", [25 * c2, 10]), b: net.read("b", [10]) };
  const first = net.conv(x, parameters.K1, { pad: 2 });
  const active = net.relu(net.op("add", [first, net.broadcast(parameters.B1, first.type.shape, [3])]));
  const pooled = net.op("sum_pool", [active], { window: [1, 2, 2, 1], stride: [1, 2, 2, 1], low: [0, 0, 0, 0], high: [0, 0, 0, 0] });
  const flat = net.op("reshape", [net.relu(net.conv(pooled, parameters.K2))], { shape: [n, 25 * c2] });
  const logits = net.dense(flat, parameters.W, parameters.b);
  const loss = net.op("reduce_sum", [net.op("mul", [logits, logits])], { axes: [0, 1] });
  net.result("loss", loss);
  descend(net, loss, parameters);
  return optimized(net.graph());
}

/** The convolutions' results that have their examples side by side, as lanes find them. */
function turnedConvolutions(graph: Graph): readonly string[] {
  const classes = axisClasses(graph);
  const input = graph.nodes.find((node) => node.attributes["name"] === "x")!;
  const turned = turnedAlong(neighbourhoods(graph, classes)(classes.of(input)[0]!), classes, classes.of(input)[0]!, new FoldCosts(lanes));
  return [...turned.keys()].filter((node) => node.op.name === "conv").map((node) => node.type.shape.join(" "));
}

test("the examples of a batch are one axis in all values, and no channels or pixels are", () => {
  const graph = network(32, [6, 16]);
  const classes = axisClasses(graph);
  const input = graph.nodes.find((node) => node.attributes["name"] === "x")!;
  const batch = classes.of(input)[0]!;
  const activations = graph.nodes.filter((node) => node.type.shape.length > 1 && node.type.shape[0]!.equals(32) && node.op.name !== "broadcast");
  expect(activations.length).toBeGreaterThan(10);
  for (const node of activations) expect(classes.of(node).map((axis) => axis === batch)).toEqual(node.type.shape.map((_, axis) => axis === 0));
  // The sixteen channels of the second convolution are those of its kernel.
  const [kernel, result] = [graph.nodes.find((node) => node.attributes["name"] === "K2")!, graph.nodes.find((node) => node.type.shape.join(" ") === "32 5 5 16")!];
  expect(classes.of(kernel)[3]).toBe(classes.of(result)[3]);
});

test("where channels do not fill lanes, examples do, if their number is known", () => {
  expect(turnedConvolutions(network(32, [6, 16]))).toContain("32 14 14 6");
  expect(turnedConvolutions(network(32, [16, 16]))).toEqual([]);
  expect(turnedConvolutions(network(3, [6, 6]))).toEqual([]);
  const turned: Node[] = [];
  schedule(moduleOf(network(N, [6, 16])), lanes, { kernel: () => {}, layout: (_, choice) => void (choice.kind === "turned" && turned.push(...choice.values.map(({ node }) => node))) });
  expect(turned.filter((node) => node.type.shape[0]!.equals(N))).toEqual([]);
});

test("a training step gives the same numbers with its examples side by side", () => {
  for (const channels of [[6, 16], [3, 5], [1, 2]] as const) expectAgreement(moduleOf(network(8, channels)), {}, schedule(moduleOf(network(8, channels)), lanes));
  // Ten are no multiple of four.
  expectAgreement(moduleOf(network(10, [6, 7])), {}, schedule(moduleOf(network(10, [6, 7])), lanes));
});

test("what pools and convolutions read in another order is found where it is", () => {
  const graph = network(16, [6, 16]);
  const orders = new Map(graph.nodes.filter((n) => n.type.shape.length === 4 && n.type.shape[0]!.equals(16) && (n.op.lower ?? n.op.traits.memory) !== undefined).map((n): [Node, Order] => [n, [3, 1, 2, 0]]));
  expect(orders.size).toBeGreaterThan(8);
  const [first] = orders.keys();
  expect(inOrder(first!.type, [3, 1, 2, 0]).shape[3]!.constant()).toBe(16);
  expect(disagreement(moduleOf(graph), graph, {}, schedule(moduleOf(rearrange(graph, orders)), lanes))).toBeUndefined();
});
