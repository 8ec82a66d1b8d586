import { expect, test } from "vitest";
import type { Graph, Node } from "../../src/graph/graph.ts";
import { rewrite } from "../../src/graph/rewrite.ts";
import { k } from "../../src/kernel/build.ts";
import type { Fresh } from "../../src/kernel/computation.ts";
import type { Op } from "../../src/ops/op.ts";
import { computationKind } from "../../src/schedule/computation.ts";
import { FoldCosts } from "../../src/schedule/layout/fold-cost.ts";
import { piecesOf, possiblePieces } from "../../src/schedule/layout/piece-cost.ts";
import { inPieces } from "../../src/schedule/layout/pieces.ts";
import { schedule } from "../../src/schedule/schedule.ts";
import { randomProgram } from "./random-graph.ts";
import { disagreement, machines, moduleOf, Net, optimized } from "./support.ts";

/** All sums of a graph in pieces: the first loop, or the last, of each that can be. */
function allInPieces(graph: Graph, last: boolean, cut: (op: Op, piece: number) => Op = inPieces): { readonly graph: Graph; readonly cut: number } {
  let count = 0;
  const made = rewrite(graph, (node, inputs, builder) => {
    const possible = node.op.lower && computationKind(node) === "fold" ? possiblePieces(node) : [];
    const piece = possible.at(last ? -1 : 0);
    if (piece === undefined) return undefined;
    count += 1;
    return builder.make(cut(node.op, piece), inputs, node.attributes);
  });
  return { graph: made, cut: count };
}

test("random programs compute the same with their sums in pieces", () => {
  let count = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const graph = randomProgram(seed).graph();
    for (const last of [false, true]) {
      const { graph: inParts, cut } = allInPieces(graph, last);
      if (cut === 0) continue;
      count += cut;
      for (const machine of machines) {
        const plan = schedule(moduleOf(inParts), machine);
        for (const n of [1, 5]) expect(disagreement(moduleOf(graph), graph, { N: n }, plan, seed), `seed ${seed}, N = ${n}, ${machine.lanes} lanes`).toBeUndefined();
      }
    }
  }
  expect(count).toBeGreaterThan(50);
});

test("planted bug: the first piece left out", () => {
  const withoutFirst = (op: Op, piece: number): Op => {
    const whole = inPieces(op, piece);
    return {
      ...whole,
      lower: (context) => {
        const computation = whole.lower!(context);
        if (computation.kind !== "scatter") return computation;
        return { ...computation, at: (fresh: Fresh) => {
          const scatter = computation.at(fresh);
          return { ...scatter, loops: scatter.loops.map((loop, i) => (i === 0 ? { ...loop, from: k.int(1) } : loop)) };
        } };
      },
    };
  };
  const graph = gradient(4, 4, 3);
  const wrong = allInPieces(graph, false, withoutFirst);
  expect(wrong.cut).toBeGreaterThan(0);
  expect(disagreement(moduleOf(graph), graph, {}, schedule(moduleOf(wrong.graph)))).toBeDefined();
  expect(disagreement(moduleOf(graph), graph, {}, schedule(moduleOf(allInPieces(graph, false).graph)))).toBeUndefined();
});

/** The gradient of the weights of a 3x3 convolution of images that wide, from as many channels to as many. */
function gradient(batch: number, side: number, channels: number): Graph {
  const net = new Net();
  const [x, w] = [net.input("x", [batch, side, side, channels]), net.read("w", [3, 3, channels, channels])];
  const y = net.conv(x, w, { pad: 1 });
  net.update("w", net.op("gradient", [net.op("reduce_sum", [net.op("mul", [y, y])], { axes: [0, 1, 2, 3] }), w]));
  return optimized(net.graph());
}

/** The extents of the loops that are taken as pieces, by the shape of the result. */
function chosen(graph: Graph): readonly string[] {
  const costs = new FoldCosts({ lanes: 4, registers: 15 });
  const folds = graph.nodes.filter((node: Node) => node.op.lower && computationKind(node) === "fold");
  return folds.flatMap((node) => (piecesOf(node, costs) === undefined ? [] : [node.type.shape.join(" ")]));
}

test("gradients of weights are in pieces where a batch does not stay in the cache, and nothing else is", () => {
  expect(chosen(gradient(32, 32, 16))).toEqual(["3 3 16 16"]);
  expect(chosen(gradient(32, 4, 4))).toEqual([]);
});

/** The gradient of the weights of a dense layer over so many positions of so many texts. */
function ofPositions(texts: number, positions: number, [from, to]: readonly [number, number]): Graph {
  const net = new Net();
  const [x, w] = [net.input("x", [texts, positions, from]), net.read("w", [from, to])];
  const y = net.op("dot", [x, w], { leftBatch: [], rightBatch: [], leftContract: [2], rightContract: [0] });
  net.update("w", net.op("gradient", [net.op("reduce_sum", [net.op("mul", [y, y])], { axes: [0, 1, 2] }), w]));
  return optimized(net.graph());
}

test("gradients of weights over many positions are in pieces where the next position is in another line of the cache", () => {
  expect(chosen(ofPositions(16, 64, [256, 64]))).toEqual(["256 64"]);
  expect(chosen(ofPositions(2, 16, [64, 64]))).toEqual([]);
  expect(chosen(ofPositions(2, 64, [256, 64]))).toEqual([]);
});

test("a gradient in pieces is what the interpreter says", () => {
  const graph = gradient(160, 16, 4);
  expect(chosen(graph)).toEqual(["3 3 4 4"]);
  for (const machine of machines) expect(disagreement(moduleOf(graph), graph, {}, schedule(moduleOf(graph), machine))).toBeUndefined();
});
