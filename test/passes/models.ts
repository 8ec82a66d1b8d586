import type { Node } from "../../src/graph/graph.ts";
import { Size } from "../../src/types/size.ts";
import { N, Sketch } from "../support/sketch.ts";

/** A loss and what it is differentiated by. */
export interface Case {
  readonly sketch: Sketch;
  readonly loss: Node;
  readonly by: readonly Node[];
}

/** Small networks with every structure that a derivative can go wrong on. */
export const models: Readonly<Record<string, () => Case>> = {
  "MLP with softmax cross-entropy": () => {
    const s = new Sketch({ N: 3 });
    const x = s.input("x", [N, 4]);
    const [w1, b1, w2, b2] = [s.read("W1", [4, 5]), s.read("b1", [5]), s.read("W2", [5, 3]), s.read("b2", [3])];
    const h = s.op("tanh", [affine(s, x, w1, b1)]);
    return { sketch: s, loss: crossEntropy(s, affine(s, h, w2, b2), 3), by: [w1, b1, w2, b2, x] };
  },
  "logistic regression": () => {
    const s = new Sketch({ N: 4 });
    const x = s.input("x", [N, 3]);
    const [w, b] = [s.read("w", [3, 1]), s.read("b", [1])];
    const z = s.op("reshape", [affine(s, x, w, b)], { shape: [N] });
    return { sketch: s, loss: logistic(s, z), by: [w, b] };
  },
  "two convolutions, pooling, dense": () => {
    const s = new Sketch({ N: 2 });
    const x = s.input("x", [N, 8, 8, 2]);
    const [k1, k2, w] = [s.read("K1", [3, 3, 2, 3]), s.read("K2", [2, 2, 3, 2]), s.read("W", [2, 3])];
    const c1 = s.op("tanh", [conv(s, x, k1, { low: [1, 1], high: [1, 1] })]);
    const pooled = s.op("max_pool", [c1], { window: [1, 2, 2, 1], stride: [1, 2, 2, 1], low: [0, 0, 0, 0], high: [0, 0, 0, 0] });
    const c2 = s.op("sigmoid", [conv(s, pooled, k2, { stride: [2, 2] })]);
    const mean = s.op("sum_pool", [c2], { window: [1, 2, 2, 1], stride: [1, 1, 1, 1], low: [0, 0, 0, 0], high: [0, 0, 0, 0] });
    const flat = s.op("reshape", [mean], { shape: [N, 2] });
    return { sketch: s, loss: crossEntropy(s, s.product(flat, w), 3), by: [k1, k2, w, x] };
  },
  "batch normalization": () => {
    const s = new Sketch({ N: 5 });
    const x = s.input("x", [N, 3]);
    const [w, gamma, beta] = [s.read("W", [3, 4]), s.read("gamma", [4], 0.5, 1.5), s.read("beta", [4])];
    const z = s.product(x, w);
    const over = (v: Node): Node => s.op("div", [s.sum(v, [0]), s.broadcast(s.op("size", [], { size: N, dtype: "f32" }), [4], [])]);
    const rows = (v: Node): Node => s.broadcast(v, [N, 4], [1]);
    const centred = s.op("sub", [z, rows(over(z))]);
    const variance = over(s.op("mul", [centred, centred]));
    const deviation = s.op("sqrt", [s.op("add", [variance, s.constant(1e-5, [4])])]);
    const y = s.op("add", [s.op("mul", [rows(gamma), s.op("div", [centred, rows(deviation)])]), rows(beta)]);
    return { sketch: s, loss: crossEntropy(s, s.op("sin", [y]), 4), by: [w, gamma, beta, x] };
  },
  "weights shared by two uses": () => {
    const s = new Sketch({ N: 3 });
    const [x, y] = [s.input("x", [N, 3]), s.input("y", [N, 3])];
    const w = s.read("W", [3, 3]);
    const encode = (v: Node): Node => s.op("tanh", [s.product(s.op("tanh", [s.product(v, w)]), w)]);
    const apart = s.op("sub", [encode(x), encode(y)]);
    return { sketch: s, loss: s.mean(s.op("mul", [apart, apart])), by: [w, x] };
  },
  "embedding with repeated indices": () => {
    const s = new Sketch({ N: 6 });
    const table = s.read("table", [4, 3]);
    const rows = s.op("gather", [table, s.labels("word", [N], 4)], { axis: 0 });
    return { sketch: s, loss: s.mean(s.op("exp", [s.op("sin", [rows])])), by: [table] };
  },
  "attention": () => {
    const s = new Sketch({ N: 2, T: 3 });
    const T = Size.symbol("T");
    const [q, k, v] = [s.input("q", [N, T, 4]), s.read("k", [2, T, 4]), s.input("v", [N, T, 5])];
    const queries = s.op("slice", [q], { start: [0, 0, 0], limit: [N, T, 4], stride: [1, 1, 1] });
    const keys = s.op("add", [q, s.broadcast(s.sum(k, [0]), [N, T, 4], [1, 2])]);
    const scores = s.op("dot", [queries, keys], { leftBatch: [0], rightBatch: [0], leftContract: [2], rightContract: [2] });
    const weights = s.op("exp", [s.op("sub", [scores, s.broadcast(s.op("reduce_logsumexp", [scores], { axes: [2] }), [N, T, T], [0, 1])])]);
    const context = s.op("dot", [weights, v], { leftBatch: [0], rightBatch: [0], leftContract: [2], rightContract: [1] });
    return { sketch: s, loss: s.mean(s.op("cos", [context])), by: [q, k, v] };
  },
  "movements": () => {
    const s = new Sketch({ N: 3 });
    const x = s.read("x", [N, 4]);
    const padded = s.op("pad", [x, s.constant(0.5)], { low: [1, 0], high: [0, 2], interior: [1, 0] });
    const turned = s.op("reverse", [s.op("transpose", [padded], { permutation: [1, 0] })], { axes: [1] });
    const joined = s.op("concat", [turned, s.op("sin", [turned])], { axis: 0 });
    return { sketch: s, loss: s.mean(s.op("exp", [joined])), by: [x] };
  },
};

export function affine(s: Sketch, x: Node, w: Node, b: Node): Node {
  const z = s.product(x, w);
  return s.op("add", [z, s.broadcast(b, z.type.shape, [1])]);
}

/** mean(logsumexp(z) - z[label]), as the standard library writes it. */
export function crossEntropy(s: Sketch, z: Node, classes: number): Node {
  const label = s.labels("label", [N], classes);
  const hot = s.op("eq", [s.op("iota", [], { shape: z.type.shape, axis: 1 }), s.broadcast(label, z.type.shape, [0])], {}, "onehot");
  const chosen = s.sum(s.op("select", [hot, z, s.constant(0, z.type.shape)]), [1]);
  return s.mean(s.op("sub", [s.op("reduce_logsumexp", [z], { axes: [1] }), chosen]));
}

/** mean(softplus(z) - z*y). */
export function logistic(s: Sketch, z: Node): Node {
  const y = s.input("y", z.type.shape, 0, 1);
  return s.mean(s.op("sub", [s.op("softplus", [z]), s.op("mul", [z, y])]));
}

function conv(s: Sketch, x: Node, kernel: Node, { low = [0, 0], high = [0, 0], stride = [1, 1] }): Node {
  const places = { batch: 0, feature: 3, spatial: [1, 2] };
  return s.op("conv", [x, kernel], {
    lhs: places,
    rhs: { in: 2, out: 3, spatial: [0, 1] },
    out: places,
    stride,
    low,
    high,
    lhsDilation: [1, 1],
    rhsDilation: [1, 1],
    reversal: [false, false],
    featureGroups: 1,
    batchGroups: 1,
  });
}
