import type { Graph, Node } from "../../src/graph/graph.ts";
import { Size } from "../../src/types/size.ts";
import { sameShape } from "../../src/types/tensor.ts";
import { scan } from "../support/recurrence.ts";
import { N, Sketch } from "../support/sketch.ts";
import { generator } from "./support.ts";

const T = Size.symbol("T");
const K = Size.symbol("K");

/**
 * A random program around a scan: carries that are mixed, kept, exchanged or overwritten; elements through views; outer
 * values that are read inside and after; scans inside; yields of anything. The same seed gives the same program.
 */
export function randomScan(seed: number, s = new Sketch(randomScanSizes, seed)): { readonly graph: Graph; readonly sketch: Sketch } {
  const maker = new Maker(generator(seed));
  return { graph: maker.program(s), sketch: s };
}

export const randomScanSizes = { N: 2, T: 3, K: 2 };

class Maker {
  private readonly random: () => number;
  private names = 0;

  constructor(random: () => number) {
    this.random = random;
  }

  program(s: Sketch): Graph {
    const values = [s.input("x", [N, 2]), s.input("y", [N]), s.read("w", [2, 2]), s.read("v", [2]), s.constant(0, [N, 2])];
    for (let i = 0; i < 4; i++) values.push(this.grow(s, values));
    const made = this.scan(s, values, T, 1);
    const again = this.chance(0.5) ? this.scan(s, [...values, ...made], this.chance(0.5) ? T : K, 1) : [];
    const all = [...values, ...made, ...again];
    for (let i = 0; i < 3; i++) all.push(this.grow(s, all));
    const results = [...made, ...again, all.at(-1)!, this.pick(all)].filter(() => this.chance(0.7));
    const matrices = all.filter((n) => sameShape(n.type.shape, [Size.of(2), Size.of(2)]));
    return s.graph(Object.fromEntries([...results, made[0]!].map((node, i) => [`r${i}`, node])), this.chance(0.5) ? { w: this.pick(matrices), v: this.pick(all.filter((n) => sameShape(n.type.shape, [Size.of(2)]))) } : {});
  }

  /** A value made of others. */
  private grow(s: Sketch, values: readonly Node[]): Node {
    const x = this.pick(values);
    const { shape } = x.type;
    const axes = shape.map((_, i) => i);
    const same = values.filter((v) => sameShape(v.type.shape, shape));
    const moves: (() => Node)[] = [
      () => s.op("tanh", [x]),
      () => s.op("add", [x, this.pick(same)]),
      () => s.op("mul", [this.pick(same), x]),
      () => s.op("select", [s.op("gt", [x, this.pick(same)]), x, this.pick(same)]),
    ];
    if (shape.length > 0) {
      const axis = this.pick(axes);
      moves.push(
        () => s.op("reverse", [x], { axes: [axis] }),
        () => s.broadcast(s.sum(x, [axis]), shape, axes.filter((a) => a !== axis)),
        () => s.op("reshape", [s.op("reshape", [x], { shape: [Size.product(shape), 1] })], { shape }),
        () => s.broadcast(s.op("tanh", [s.sum(x)]), shape, []),
      );
    }
    const matrices = values.filter((v) => sameShape(v.type.shape, [Size.of(2), Size.of(2)]));
    if (shape.at(-1)?.equals(2) && shape.length === 2 && matrices.length > 0) moves.push(() => s.op("tanh", [s.product(x, this.pick(matrices))]));
    return this.pick(moves)();
  }

  private scan(s: Sketch, values: readonly Node[], extent: Size, depth: number): Node[] {
    const inits = this.some(values, 1, 3);
    const outers = this.some(values, 0, 3);
    const axis = this.chance(0.7) ? 1 : 0;
    const elements = this.some(values.filter((v) => v.type.shape.length > 0), 0, 2).map((v) => this.stacked(s, v, axis, extent, depth));
    const { last, stacks } = scan(s, { inits, elements, outers, extent, axis, reverse: this.chance(0.4) }, (r, given) => {
      const inside = [...given.carries, ...given.elements, ...given.outers, r.op("convert", [given.position], { dtype: "f32" })];
      const count = 2 + Math.floor(this.random() * 5);
      for (let i = 0; i < count; i++) inside.push(this.grow(r, inside));
      if (depth > 0 && this.chance(0.3)) inside.push(...this.scan(r, inside, this.chance(0.5) ? K : T, depth - 1));
      for (let i = 0; i < 2; i++) inside.push(this.grow(r, inside));
      const next = given.carries.map((c) => this.pick(inside.filter((n) => sameShape(n.type.shape, c.type.shape)).slice(-4)));
      return { next, yields: this.some(inside, 0, 4) };
    });
    return [...last, ...stacks];
  }

  /** The value for each position, through a view or computed, or an input of its own. */
  private stacked(s: Sketch, x: Node, axis: number, extent: Size, depth: number): Node {
    const { shape } = x.type;
    const at = Math.min(axis, shape.length);
    const whole = shape.toSpliced(at, 0, extent);
    // Regions have no inputs.
    if (depth > 0 && this.chance(0.4)) return s.input(`e${this.names++}${s.builder.nodes.length}`, whole);
    const wide = s.broadcast(x, whole, whole.map((_, i) => i).filter((i) => i !== at));
    return this.chance(0.5) ? wide : s.op("sin", [s.op("add", [wide, s.op("convert", [s.op("iota", [], { shape: whole, axis: at })], { dtype: "f32" })])]);
  }

  private some(values: readonly Node[], least: number, most: number): Node[] {
    const count = least + Math.floor(this.random() * (most - least + 1));
    return Array.from({ length: count }, () => this.pick(values));
  }

  private pick<V>(list: readonly V[]): V {
    return list[Math.floor(this.random() * list.length)]!;
  }

  private chance(probability: number): boolean {
    return this.random() < probability;
  }
}
