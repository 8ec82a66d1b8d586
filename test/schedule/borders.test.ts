import { expect, test } from "vitest";
import type { Graph, Node } from "../../src/graph/graph.ts";
import type { LayoutChoice } from "../../src/schedule/choice.ts";
import type { Order } from "../../src/schedule/layout/arranged.ts";
import { withBorders } from "../../src/schedule/layout/borders.ts";
import { rearrange } from "../../src/schedule/layout/rearrange.ts";
import type { Machine } from "../../src/schedule/machine.ts";
import { packed } from "../../src/schedule/own-ops.ts";
import { schedule } from "../../src/schedule/schedule.ts";
import { Size } from "../../src/types/size.ts";
import { descend } from "./networks.ts";
import { disagreement, expectAgreement, moduleOf, N, Net, optimized } from "./support.ts";

const lanes: Machine = { lanes: 4, registers: 15 };

/** A convolution of pictures of one channel, whose windows reach `pad` beyond them, and a dense layer; trained. */
function network(batch: number | Size, channels: number, pad = 2): Graph {
  const net = new Net();
  const n = Size.of(batch);
  const x = net.input("x", [n, 12, 12, 1]);
  const parameters = { K: net.read("K", [5, 5, 1, channels]), W: net.read("W", [(8 + 2 * pad) ** 2 * channels, 3]), b: net.read("b", [3]) };
  const active = net.relu(net.conv(x, parameters.K, { pad }));
  const logits = net.dense(net.op("reshape", [active], { shape: [n, (8 + 2 * pad) ** 2 * channels] }), parameters.W, parameters.b);
  const loss = net.op("reduce_sum", [net.op("mul", [logits, logits])], { axes: [0, 1] });
  net.result("loss", loss);
  descend(net, loss, parameters);
  return optimized(net.graph());
}

function told(graph: Graph): readonly LayoutChoice[] {
  const choices: LayoutChoice[] = [];
  schedule(moduleOf(graph), lanes, { kernel: () => {}, layout: (_, choice) => void choices.push(choice) });
  return choices.filter(({ kind }) => kind === "bordered");
}

const copies = ({ nodes }: Graph): number => nodes.filter(({ op }) => op === packed).length;

test("all that can have borders has them, and computes the same; those who read one operand alike share its copy", () => {
  for (const pad of [1, 2]) {
    const graph = network(N, 3, pad);
    const bordered = withBorders(graph, () => true);
    // The convolution and the gradient of its kernel.
    expect(copies(bordered)).toBe(1);
    for (const n of [1, 3]) expect(disagreement(moduleOf(graph), graph, { N: n }, schedule(moduleOf(bordered), lanes))).toBeUndefined();
  }
});

test("borders lie where the axes of a turned operand do", () => {
  const graph = network(4, 3);
  const orders = new Map(graph.nodes.filter((n) => n.type.shape.length === 4 && n.type.shape[0]!.equals(4) && (n.op.lower ?? n.op.traits.memory) !== undefined).map((n): [Node, Order] => [n, [2, 3, 1, 0]]));
  expect(orders.size).toBeGreaterThan(2);
  const bordered = withBorders(rearrange(graph, orders), () => true);
  expect(disagreement(moduleOf(graph), graph, {}, schedule(moduleOf(bordered), lanes))).toBeUndefined();
});

test("zeros are in memory where they let a tile go along the pictures, and nowhere else", () => {
  expect(told(network(1, 6)).length).toBeGreaterThan(0);
  // Windows that stay inside read no zeros.
  expect(told(network(1, 6, 0))).toEqual([]);
  for (const batch of [1, 8, N]) expectAgreement(moduleOf(network(batch, 6)), batch === N ? { N: 3 } : {}, schedule(moduleOf(network(batch, 6)), lanes));
});

test("planted bug: a copy without its zeros", () => {
  const graph = network(2, 3);
  const wrong = withBorders(graph, () => true);
  const moved = { ...wrong, nodes: wrong.nodes.map((n) => n) };
  for (const node of moved.nodes) if (node.op.name === "constant" && node.attributes["value"] === 0) Object.assign(node, { attributes: { ...node.attributes, value: 1 } });
  expect(disagreement(moduleOf(graph), graph, {}, schedule(moduleOf(moved), lanes))).toBeDefined();
});
