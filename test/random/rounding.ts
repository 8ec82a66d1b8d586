import type { Graph, Node } from "../../src/graph/graph.ts";
import { interpret, type Outcome } from "../../src/interpret/interpret.ts";
import type { Environment } from "../../src/ops/environment.ts";
import type { Op } from "../../src/ops/op.ts";
import { elements } from "../../src/types/tensor.ts";

/**
 * How far correct implementations may be apart. A program is run in f64 as it is and again with every real value moved,
 * by up to 2^-23 of itself: the errors that rounding to 24 bits makes, twice as large. What that does to a result is its
 * condition (Monte Carlo arithmetic: Parker 1997).
 *
 * An implementation that keeps a running sum of n terms in f32 rounds n times a number that is as large as the sum, not as its
 * terms: the errors add up to about n/2 times what moving each term by 2^-23 does, and seldom to twice that. So n times what
 * was seen is tolerated, for the longest sum of the program (32 at least), and a few roundings of the result itself. In f64
 * all of this is 2^29 times as small.
 */
export interface Tolerance {
  /** Largest difference of an element. */
  readonly f32: number;
  readonly f64: number;
}

const shift = 2 ** -23;
const runs = 3;

export interface Expected {
  readonly exact: Outcome;
  readonly tolerances: ReadonlyMap<string, Tolerance>;
  /** A decision (a comparison, a whole number) hung on a rounding: results in f32 may be others. */
  readonly undecided: boolean;
  /** One even on a rounding of f64. */
  readonly lost: boolean;
}

/** What a program gives, and how exactly that can be asked for. Tolerances have the keys of `quantities`. */
export function expected(graph: Graph, env: Environment): Expected {
  const reference: Decisions = { hash: 0 };
  const exact = interpret(moved(graph, (x) => x, reference), env);
  const values = quantities(exact);
  const measured = (by: number): { worst: Map<string, number>; same: boolean } => {
    const worst = new Map<string, number>();
    let same = true;
    for (let run = 1; run <= runs; run += 1) {
      const decisions: Decisions = { hash: 0 };
      const others = quantities(interpret(moved(graph, (x) => x * (1 + by * noise(x, run)), decisions), env));
      same &&= decisions.hash === reference.hash;
      values.forEach(({ key, data }, i) => worst.set(key, Math.max(worst.get(key) ?? 0, distance(data, others[i]!.data))));
    }
    return { worst, same };
  };
  const coarse = measured(shift);
  const fine = coarse.same ? coarse : measured(shift * 2 ** -22);
  const scale = coarse.same ? 2 ** -29 : 2 ** -7;
  const terms = Math.max(32, longestSum(graph, env.sizes));
  const tolerances = new Map(values.map(({ key, data }): [string, Tolerance] => {
    const own = 8 * data.reduce((a, b) => Math.max(a, Math.abs(b)), 0) * 2 ** -24;
    return [key, { f32: terms * coarse.worst.get(key)! + own, f64: terms * fine.worst.get(key)! * scale + own * 2 ** -29 }];
  }));
  return { exact, tolerances, undecided: !coarse.same, lost: !fine.same };
}

/** The most terms that one number of a program is the sum of: an operation's work for each number it gives. */
function longestSum(graph: Graph, sizes: Environment["sizes"]): number {
  return graph.nodes.reduce((longest, { op, inputs, type, attributes, region }) => {
    if (region) return Math.max(longest, longestSum(region, sizes));
    const work = op.flops?.(inputs.map((i) => i.type), type, attributes)?.evaluate(sizes) ?? 0;
    return Math.max(longest, work / elements(type).evaluate(sizes));
  }, 0);
}

export interface Quantity {
  readonly role: "result" | "update";
  readonly name: string;
  /** Of results and updates together. */
  readonly key: string;
  readonly data: Float64Array;
}

export function quantities({ results, updates }: Outcome): Quantity[] {
  return [
    ...[...results].map(([name, { data }]): Quantity => ({ role: "result", name, key: name, data })),
    ...[...updates].map(([name, { data }]): Quantity => ({ role: "update", name, key: `:= ${name}`, data })),
  ];
}

/** The largest difference; infinite where one is no number and the other is. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let worst = 0;
  for (let i = 0; i < a.length; i += 1) {
    const [x, y] = [a[i]!, b[i]!];
    if (x === y || Object.is(x, y)) continue;
    const difference = Math.abs(x - y);
    worst = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(worst, difference);
  }
  return worst;
}

/** A digest of every whole number and truth value on the way. */
interface Decisions {
  hash: number;
}

/** The same program with other arithmetic: each real value that an operation computes is moved. */
function moved(graph: Graph, move: (x: number) => number, decisions: Decisions): Graph {
  const made = new Map<Node, Node>();
  const of = (node: Node): Node => made.get(node)!;
  const nodes = graph.nodes.map((node) => {
    const { op } = node;
    const untouched = op.traits.view === true || op.traits.part === true || op.traits.argument !== undefined;
    const twin: Node = {
      ...node,
      inputs: node.inputs.map(of),
      ...(!untouched && { op: { ...op, reference: watched(op, node, move, decisions) } }),
      ...(node.region && { region: moved(node.region, move, decisions) }),
    };
    made.set(node, twin);
    return twin;
  });
  const { name, results, updates } = graph;
  return { name, nodes, results: results.map((r) => ({ ...r, node: of(r.node) })), updates: updates.map((u) => ({ ...u, node: of(u.node) })) };
}

function watched(op: Op, { type }: Node, move: (x: number) => number, decisions: Decisions): Op["reference"] {
  return (inputs, context) => {
    const value = op.reference(inputs, context);
    if (type.parts) return value;
    if (type.dtype === "f32") return { ...value, data: value.data.map(move) };
    for (const x of value.data) decisions.hash = (Math.imul(decisions.hash, 31) + x) | 0;
    return value;
  };
}

const bits = new Float64Array(1);
const words = new Uint32Array(bits.buffer);

/** In [-1, 1), a function of the number and the run, so that equal values stay equal; whole numbers are exact and stay. */
function noise(x: number, run: number): number {
  if (Number.isInteger(x)) return 0;
  bits[0] = x;
  let z = (words[0]! ^ Math.imul(words[1]!, 0x9e3779b9) ^ Math.imul(run, 0x85ebca6b)) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return ((z ^ (z >>> 15)) >>> 0) / 2 ** 31 - 1;
}
