import type { Node } from "../../src/graph/graph.ts";
import { Size } from "../../src/types/size.ts";
import { scan } from "./recurrence.ts";
import { N, Sketch } from "./sketch.ts";
import { wideProducts } from "./wide-products.ts";

/** A loss and what it is differentiated by. */
export interface RecurrentModel {
  readonly sketch: Sketch;
  readonly loss: Node;
  readonly by: readonly Node[];
}

const T = Size.symbol("T");

/** Recurrences with every structure that a derivative or a rewrite can go wrong on. */
export const recurrentModels: Readonly<Record<string, () => RecurrentModel>> = {
  "plain RNN, all states": () => rnn({}),
  "plain RNN, last state": () => rnn({ use: "last" }),
  "plain RNN, last state and all": () => rnn({ use: "both" }),
  "plain RNN, reversed": () => rnn({ reverse: true, use: "both" }),
  "plain RNN, one position": () => rnn({ length: 1, use: "both" }),
  "plain RNN, no position": () => rnn({ length: 0, use: "both" }),
  "plain RNN, constant sizes": () => rnn({ extent: Size.of(3), length: 3 }),
  LSTM: () => lstm(false),
  "LSTM with a mask": () => lstm(true),
  "scalar carry and yield": () => {
    const s = new Sketch({ T: 4 });
    const [x, a] = [s.input("x", [T]), s.read("a", [])];
    const { last, stacks } = scan(s, { inits: [s.constant(0.3)], elements: [x], outers: [a], extent: T }, (r, { carries: [c], elements: [now], outers: [k] }) => {
      const next = r.op("sin", [r.op("add", [r.op("mul", [c!, k!]), now!])]);
      return { next: [next], yields: [r.op("mul", [next, next])] };
    });
    return { sketch: s, loss: s.op("add", [last[0]!, s.sum(waves(s, stacks[0]!))]), by: [x, a] };
  },
  "a carry that counts": () => {
    const s = new Sketch({ N: 2, T: 3 });
    const [x, w, h0] = [s.input("x", [N, T, 2]), s.read("w", [2]), s.input("h0", [N, 2])];
    const zero = s.constant(0, [], "i32");
    const { last, stacks } = scan(s, { inits: [zero, h0], elements: [x], outers: [w], extent: T }, (r, { carries: [i, h], elements: [now], outers: [k], position }) => {
      const count = r.op("mul", [r.op("convert", [r.op("add", [i!, position])], { dtype: "f32" }), r.constant(0.1)]);
      const scaled = r.op("mul", [h!, r.broadcast(r.op("add", [count, r.constant(1)]), [N, 2], [])]);
      const next = r.op("tanh", [r.op("add", [scaled, r.op("mul", [now!, r.broadcast(k!, [N, 2], [1])])])]);
      return { next: [r.op("add", [i!, r.constant(2, [], "i32")]), next], yields: [count, next] };
    });
    const counted = s.op("sin", [s.op("convert", [last[0]!], { dtype: "f32" })]);
    const loss = s.op("add", [s.op("mul", [s.sum(stacks[1]!), counted]), s.op("mul", [s.sum(stacks[0]!), s.sum(last[1]!)])]);
    return { sketch: s, loss, by: [x, w, h0] };
  },
  "carries that change places": () => {
    const s = new Sketch({ N: 2, T: 5 });
    const [a, b, x] = [s.read("a", [2]), s.read("b", [2]), s.input("x", [2, T])];
    const { last } = scan(s, { inits: [a, b], elements: [x], extent: T }, (r, { carries: [p, q], elements: [now] }) => ({
      next: [r.op("tanh", [r.op("add", [q!, now!])]), p!],
      yields: [],
    }));
    return { sketch: s, loss: s.op("sub", [s.sum(waves(s, last[0]!)), s.sum(last[1]!)]), by: [a, b, x] };
  },
  "two layers with shared weights": () => {
    const s = new Sketch({ N: 2, T: 3 });
    const [x, w, u, h0] = [s.input("x", [N, T, 2]), s.read("W", [2, 2]), s.read("U", [2, 2]), s.constant(0, [N, 2])];
    const first = cell(s, x, h0, w, u, false);
    const second = cell(s, first.stacks[0]!, first.last[0]!, w, u, true);
    return { sketch: s, loss: s.sum(waves(s, second.stacks[0]!)), by: [x, w, u] };
  },
  "a scan in a scan": () => {
    const K = Size.symbol("K");
    const s = new Sketch({ N: 2, T: 3, K: 2 });
    const [x, w, h0, y] = [s.input("x", [N, T, 2]), s.read("w", [N, 2]), s.read("h0", [N, 2]), s.input("y", [N, K, 2])];
    const { last, stacks } = scan(s, { inits: [h0], elements: [x], outers: [w, y], extent: T }, (r, { carries: [h], elements: [now], outers: [k, ys] }) => {
      const inner = scan(r, { inits: [h!], elements: [ys!], outers: [now!, k!], extent: K, reverse: true }, (q, { carries: [g], elements: [e], outers: [o, v] }) => {
        const next = q.op("tanh", [q.op("add", [q.op("mul", [g!, v!]), q.op("mul", [e!, q.op("sin", [o!])])])]);
        return { next: [next], yields: [q.op("mul", [next, v!])] };
      });
      return { next: [r.op("mul", [inner.last[0]!, k!])], yields: [r.sum(waves(r, inner.stacks[0]!), [1])] };
    });
    return { sketch: s, loss: s.op("add", [s.sum(waves(s, stacks[0]!)), s.sum(last[0]!)]), by: [x, w, h0, y] };
  },
  ...wideProducts,
  "a value carried unchanged, one never read, one yielded as it is": () => {
    const s = new Sketch({ N: 2, T: 3 });
    const [a, b, x, w] = [s.read("a", [N]), s.read("b", [N]), s.input("x", [N, T]), s.read("w", [N])];
    const { last, stacks } = scan(s, { inits: [a, b], elements: [x], outers: [w], extent: T }, (r, { carries: [p], elements: [now], outers: [k] }) => ({
      next: [p!, r.op("mul", [r.op("sin", [now!]), p!])],
      yields: [now!, k!, p!, r.op("exp", [r.op("mul", [now!, k!])])],
    }));
    const sums = [...last, ...stacks].map((node) => s.sum(waves(s, node)));
    return { sketch: s, loss: sums.reduce((p, q) => s.op("add", [p, q])), by: [a, b, x, w] };
  },
};

function rnn({ use = "all", reverse = false, length = 4, extent = T }: { use?: "all" | "last" | "both"; reverse?: boolean; length?: number; extent?: Size }): RecurrentModel {
  const s = new Sketch({ N: 2, T: length });
  const [x, w, u, h0] = [s.input("x", [N, extent, 3]), s.read("W", [3, 2]), s.read("U", [2, 2]), s.input("h0", [N, 2])];
  const { last, stacks } = cell(s, x, h0, w, u, reverse, extent);
  const all = s.sum(waves(s, stacks[0]!));
  const loss = use === "all" ? all : use === "last" ? s.sum(waves(s, last[0]!)) : s.op("mul", [all, s.sum(last[0]!)]);
  return { sketch: s, loss, by: [x, w, u, h0] };
}

function cell(s: Sketch, x: Node, h0: Node, w: Node, u: Node, reverse: boolean, extent = T): ReturnType<typeof scan> {
  return scan(s, { inits: [h0], elements: [x], outers: [w, u], extent, reverse }, (r, { carries: [h], elements: [now], outers: [a, b] }) => {
    const next = r.op("tanh", [r.op("add", [r.product(now!, a!), r.product(h!, b!)])]);
    return { next: [next], yields: [next] };
  });
}

/** As in the lecture: i, f, o, g = split(gates([x, h])); a masked position leaves the state as it is. */
export function lstm(masked: boolean, length = 3): RecurrentModel {
  const s = new Sketch({ N: 2, T: length });
  const [x, w, b] = [s.input("x", [N, T, 3]), s.read("W", [5, 8]), s.read("b", [8])];
  const mask = s.op("gt", [s.input("mask", [N, T]), s.constant(-0.3, [N, T])]);
  const [c0, h0] = [s.constant(0, [N, 2]), s.read("h0", [2])];
  const inits = [c0, s.broadcast(h0, [N, 2], [1])];
  const { last, stacks } = scan(s, { inits, elements: masked ? [x, mask] : [x], outers: [w, b], extent: T }, (r, { carries: [c, h], elements: [now, valid], outers: [k, bias] }) => {
    const z = r.op("add", [r.product(r.op("concat", [now!, h!], { axis: 1 }), k!), r.broadcast(bias!, [N, 8], [1])]);
    const gate = (i: number): Node => r.op("slice", [z], { start: [Size.of(0), Size.of(2 * i)], limit: [N, Size.of(2 * i + 2)], stride: [1, 1] });
    const [i, f, o] = [0, 1, 2].map((g) => r.op("sigmoid", [gate(g)]));
    const cell = r.op("add", [r.op("mul", [f!, c!]), r.op("mul", [i!, r.op("tanh", [gate(3)])])]);
    const state = r.op("mul", [o!, r.op("tanh", [cell])]);
    const kept = (next: Node, before: Node): Node => (valid ? r.op("select", [r.broadcast(valid, [N, 2], [0]), next, before]) : next);
    const [nextC, nextH] = [kept(cell, c!), kept(state, h!)];
    return { next: [nextC, nextH], yields: [nextH] };
  });
  const loss = s.op("add", [s.sum(waves(s, stacks[0]!)), s.sum(last[0]!)]);
  return { sketch: s, loss, by: [x, w, b, h0] };
}

/** Sines at different places: a sum of them has a derivative that differs from element to element. */
function waves(s: Sketch, x: Node): Node {
  return s.op("sin", [s.op("mul", [x, s.constant(1.3, x.type.shape)])]);
}
