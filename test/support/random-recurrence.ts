import type { Node } from "../../src/graph/graph.ts";
import { Size } from "../../src/types/size.ts";
import { sameShape } from "../../src/types/tensor.ts";
import { Random } from "./random.ts";
import { scan, type Given } from "./recurrence.ts";
import type { RecurrentModel } from "./recurrent-models.ts";
import { N, Sketch } from "./sketch.ts";

const T = Size.symbol("T");
const K = Size.symbol("K");
const shapes: readonly (readonly Size[])[] = [[N, Size.of(2)], [N], [Size.of(2)], []];

/** A loss of one or two scans in a row, whose bodies, carries, elements and outer values are made at random; one may hold another. */
export function randomRecurrence(seed: number): RecurrentModel {
  const random = new Random(seed);
  const s = new Sketch({ N: 2, T: random.whole(1, 4), K: random.whole(1, 3) }, seed + 1);
  const leaves: Node[] = [];
  const leaf = (shape: readonly Size[]): Node => {
    const name = `v${leaves.length}`;
    const made = random.next() < 0.5 ? s.input(name, shape) : s.read(name, shape);
    leaves.push(made);
    return made;
  };
  const axis = random.whole(0, 2);
  const outputs = randomScan(s, random, leaf, axis, T, []);
  if (random.next() < 0.5) outputs.push(...randomScan(s, random, leaf, axis, T, outputs));
  const sums = outputs.filter((node) => node.type.dtype === "f32").map((node) => s.sum(s.op("sin", [node])));
  return { sketch: s, loss: sums.reduce((a, b) => s.op("add", [a, b])), by: leaves };
}

/** The last values and stacks of a scan; `before` are values it may scan or read. */
function randomScan(s: Sketch, random: Random, leaf: (shape: readonly Size[]) => Node, axis: number, extent: Size, before: readonly Node[], depth = 0): Node[] {
  const some = <X>(most: number, make: () => X): X[] => Array.from({ length: random.whole(0, most) }, make);
  const value = (shape: readonly Size[]): Node => {
    const known = before.filter((node) => node.type.dtype === "f32" && sameShape(node.type.shape, shape));
    return known.length > 0 && random.next() < 0.7 ? random.pick(known) : leaf(shape);
  };
  const inits = [value(random.pick(shapes)), ...some(2, () => value(random.pick(shapes)))];
  const counts = random.next() < 0.3;
  if (counts) inits.push(s.constant(random.whole(0, 3), [], "i32"));
  const elements = some(2, () => {
    const shape = random.pick(shapes);
    return value(shape.toSpliced(Math.min(axis, shape.length), 0, extent));
  });
  const masked = random.next() < 0.3;
  if (masked) elements.push(s.op("gt", [leaf([extent]), s.constant(0, [extent])]));
  const outers = [...some(2, () => value(random.pick(shapes))), value([Size.of(2), Size.of(2)])];
  const { last, stacks } = scan(s, { inits, elements, outers, extent, axis, reverse: random.next() < 0.4 }, (r, given) => randomBody(r, random, given, inits, { counts, masked, depth }));
  return [...last, ...stacks];
}

function randomBody(r: Sketch, random: Random, given: Given, inits: readonly Node[], { counts, masked, depth }: { counts: boolean; masked: boolean; depth: number }): ReturnType<Parameters<typeof scan>[2]> {
  const pool = [...given.carries, ...given.elements, ...given.outers].filter((node) => node.type.dtype === "f32");
  const time = r.op("convert", [given.position], { dtype: "f32" });
  if (random.next() < 0.4) pool.push(r.op("sin", [time]));
  const counter = given.carries.at(-1)!;
  if (counts) pool.push(r.op("cos", [r.op("convert", [counter], { dtype: "f32" })]));
  for (let i = random.whole(3, 9); i > 0; i -= 1) pool.push(randomValue(r, random, pool, given.outers.at(-1)!));
  if (depth === 0 && random.next() < 0.3) {
    // What an inner scan needs besides values of this body is made of them: a region has no memory.
    const made = (shape: readonly Size[]): Node => fitted(r, random.pick(pool), shape);
    pool.push(...randomScan(r, random, made, 0, K, pool, 1).filter((node) => node.type.dtype === "f32" && node.type.shape.length < 2));
  }
  const next = inits.map((init, i): Node => {
    if (init.type.dtype === "i32") return r.op("add", [counter, r.constant(1, [], "i32")]);
    const value = r.op(random.pick(["tanh", "sin"]), [fitted(r, random.pick(pool), init.type.shape)]);
    if (!masked) return random.next() < 0.1 ? given.carries[i]! : value;
    return r.op("select", [r.broadcast(given.elements.at(-1)!, init.type.shape, []), value, given.carries[i]!]);
  });
  const yields = Array.from({ length: random.whole(0, 3) }, () => random.pick([...pool, ...next].filter((node) => node.type.shape.length < 3)));
  return { next, yields };
}

function randomValue(r: Sketch, random: Random, pool: readonly Node[], matrix: Node): Node {
  const x = random.pick(pool);
  const { shape } = x.type;
  const moves: (() => Node)[] = [
    () => r.op(random.pick(["tanh", "sin", "sigmoid", "cos"]), [x]),
    () => r.op(random.pick(["add", "sub", "mul"]), [x, fitted(r, random.pick(pool), shape)]),
    () => r.op("concat", [fitted(r, x, [N]), fitted(r, random.pick(pool), [N])], { axis: 0 }),
    () => r.op("tanh", [r.product(fitted(r, x, [N, Size.of(2)]), matrix)]),
    () => fitted(r, x, random.pick(shapes)),
  ];
  const made = random.pick(moves)();
  return sameShape(made.type.shape, [N.mul(2)]) ? r.op("reshape", [made], { shape: [N, 2] }) : made;
}

/** A value of this shape that depends on all of `x`. */
function fitted(r: Sketch, x: Node, shape: readonly Size[]): Node {
  if (sameShape(x.type.shape, shape)) return x;
  const total = r.sum(x);
  return shape.length === 0 ? total : r.broadcast(total, shape, []);
}
