import type { Node } from "../../src/graph/graph.ts";
import { Size } from "../../src/types/size.ts";
import { type Given, type Recurrence, scan } from "./recurrence.ts";
import type { RecurrentModel } from "./recurrent-models.ts";
import { N, Sketch } from "./sketch.ts";

const T = Size.symbol("T");
/** Typically so wide that products with it are worth being made for all positions at once. */
const E = Size.symbol("E").mul(2);
const words = 5;

/** Recurrences whose bodies multiply what they are given at each position by matrices. */
export const wideProducts: Readonly<Record<string, () => RecurrentModel>> = {
  "looked-up words beside the state": () => {
    const s = sketch();
    const [table, w, b] = [s.read("table", [words, E]), s.read("W", [E.add(2), 2]), s.read("b", [2])];
    const x = s.op("gather", [table, s.labels("x", [N, T], words)], { axis: 0 });
    return model(s, { inits: [s.read("h0", [N, 2])], elements: [x], outers: [w, b], extent: T }, [table, w, b], (r, { carries: [h], elements: [now], outers: [k, bias] }) => {
      const next = r.op("tanh", [r.op("add", [r.product(r.op("concat", [now!, h!], { axis: 1 }), k!), r.broadcast(bias!, [N, 2], [1])])]);
      return { next: [next], yields: [next] };
    });
  },
  "words looked up in a reversed scan, beside the state and a constant, as right operands": () => {
    const s = sketch();
    const [table, w, fixed] = [s.read("table", [words, E]), s.read("W", [2, E.add(4)]), s.read("fixed", [N, 2])];
    const x = s.labels("x", [T, N], words);
    return model(s, { inits: [s.read("h0", [N, 2])], elements: [x], outers: [w, table, fixed], extent: T, axis: 0, reverse: true }, [table, w, fixed], (r, { carries: [h], elements: [now], outers: [k, all, same] }) => {
      const row = r.op("gather", [all!, now!], { axis: 0 });
      const beside = r.op("concat", [h!, row, same!], { axis: 1 });
      const product = r.op("dot", [k!, beside], { leftBatch: [], rightBatch: [], leftContract: [1], rightContract: [1] });
      const next = r.op("tanh", [r.op("transpose", [product], { permutation: [1, 0] })]);
      return { next: [next], yields: [next] };
    });
  },
  "two products of one concatenation, and a mask": () => {
    const s = sketch();
    const [x, u, v] = [s.input("x", [2, T, E]), s.read("U", [E.add(2), 2]), s.read("V", [E.add(2), 2])];
    const mask = s.op("gt", [s.input("mask", [2, T]), s.constant(-0.3, [2, T])]);
    return model(s, { inits: [s.read("h0", [2, 2])], elements: [x, mask], outers: [u, v], extent: T }, [x, u, v], (r, { carries: [h], elements: [now, valid], outers: [a, b] }) => {
      const gate = r.op("sigmoid", [r.product(r.op("concat", [now!, h!], { axis: 1 }), a!)]);
      const candidate = r.op("tanh", [r.product(r.op("concat", [now!, r.op("mul", [gate, h!])], { axis: 1 }), b!)]);
      const next = r.op("select", [r.broadcast(valid!, [2, 2], [0]), candidate, h!]);
      return { next: [next], yields: [next, r.op("sin", [candidate])] };
    });
  },
  "a product of few rows, moved and scaled on the way, with another of each position": () => {
    const s = sketch();
    const [x, y, w] = [s.input("x", [2, T, E]), s.input("y", [2, T, 2]), s.read("W", [2, E])];
    return model(s, { inits: [s.read("h0", [2, 2])], elements: [x, y], outers: [w], extent: T }, [x, y, w], (r, { carries: [h], elements: [p, q], outers: [k] }) => {
      const scaled = r.op("mul", [r.op("reshape", [p!], { shape: [2, E] }), r.constant(0.5, [2, E])]);
      const product = r.product(r.product(scaled, r.op("transpose", [k!], { permutation: [1, 0] })), q!);
      const next = r.op("tanh", [r.op("sub", [product, h!])]);
      return { next: [next], yields: [product] };
    });
  },
};

function sketch(): Sketch {
  return new Sketch({ N: 2, T: 3, E: 2 });
}

function model(s: Sketch, recurrence: Recurrence, by: readonly Node[], body: (r: Sketch, given: Given) => { readonly next: readonly Node[]; readonly yields: readonly Node[] }): RecurrentModel {
  const { last, stacks } = scan(s, recurrence, body);
  const sums = [...last, ...stacks].map((node) => s.sum(s.op("sin", [node])));
  return { sketch: s, loss: sums.reduce((a, b) => s.op("add", [a, b])), by: [...by, ...recurrence.inits] };
}
