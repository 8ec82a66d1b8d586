import { Builder } from "../../src/graph/builder.ts";
import type { Attributes, Graph, Node } from "../../src/graph/graph.ts";
import type { Environment } from "../../src/ops/environment.ts";
import { ops } from "../../src/ops/all.ts";
import { TypeRuleError, type NdArray, type Op } from "../../src/ops/op.ts";
import { Size } from "../../src/types/size.ts";
import { sameShape, sameType } from "../../src/types/tensor.ts";
import { Random } from "./random.ts";
import { sampleValues } from "./values.ts";

export interface RandomGraphOptions {
  /** Operations that may occur; all by default. */
  readonly allow?: (op: Op) => boolean;
  /** How many operations to compose. */
  readonly length?: number;
  /** Adds a loss and, as results, its `gradient` by every real leaf. */
  readonly gradients?: boolean;
}

/**
 * A program that composes the ops' samples at random: symbolic sizes, shared values, movements between operations, all
 * values finite and none where a rounding could flip a decision. The same seed gives the same program.
 */
export function randomGraph(seed: number, options: RandomGraphOptions = {}): { readonly graph: Graph; readonly env: Environment } {
  const maker = new Maker(seed, options.allow ?? (() => true));
  const length = options.length ?? 12;
  for (let tries = 0; maker.made < length && tries < 50 * length; tries += 1) maker.grow();
  return maker.finish(`random-${seed}`, options.gradients ?? false);
}

const unit = { kind: "real", low: -1, high: 1 } as const;

class Maker {
  made = 0;
  private readonly random: Random;
  private readonly builder = new Builder();
  /** Twice: once as they are, once with leaves shifted a little, to see decisions that hang on a rounding. */
  private readonly values = new Map<Node, readonly [NdArray, NdArray]>();
  private readonly inputs: Record<string, NdArray> = {};
  private readonly storages: Record<string, NdArray> = {};
  private readonly sizes: Record<string, number> = { N: 2 };
  private readonly reals: Node[] = [];
  private readonly operations: readonly Op[];

  constructor(seed: number, allow: (op: Op) => boolean) {
    this.random = new Random(seed);
    this.operations = [...ops.values()].filter((op) => !op.traits.leaf && !op.traits.differential && op.family !== "scan" && allow(op));
    this.leaf(unit, { dtype: "f32", shape: [Size.symbol("N"), Size.of(3)] });
  }

  grow(): void {
    const move = this.random.pick([this.fromSample, this.fromSample, this.onEqualShapes, this.onEqualShapes, this.movement]);
    const before = this.builder.nodes.length;
    const node = move.call(this);
    if (node && this.evaluate(before)) {
      this.made += 1;
      return;
    }
    for (const undone of this.builder.nodes.splice(before)) this.forget(undone);
  }

  finish(name: string, gradients: boolean): { graph: Graph; env: Environment } {
    const { nodes } = this.builder;
    const used = new Set(nodes.flatMap((n) => n.inputs));
    const ends = nodes.filter((n) => !used.has(n) && !n.op.traits.leaf);
    const results = ends.map((node, i) => ({ name: `r${i}`, node }));
    if (gradients) results.push(...this.gradientsOf(ends));
    const updates = results.length > 1 ? [{ storage: "kept", node: results[0]!.node }] : [];
    return { graph: this.builder.graph(name, results, updates), env: { inputs: this.inputs, storages: this.storages, sizes: this.sizes } };
  }

  private make(name: string, inputs: readonly Node[], attributes: Attributes = {}): Node {
    return this.builder.make(ops.get(name)!, inputs, attributes, { name: `v${this.builder.nodes.length}` });
  }

  /** An op with the attributes of one of its samples, on values there are or on fresh leaves of the sample's types. */
  private fromSample(): Node | undefined {
    const op = this.random.pick(this.operations);
    const sample = this.random.pick(op.samples);
    for (const [name, value] of Object.entries(sample.sizes ?? {})) {
      if ((this.sizes[name] ??= value) !== value) return undefined;
    }
    const inputs = sample.inputs.map(({ type, values }) => {
      const fitting = values.kind === "real" ? [...this.values.keys()].filter((n) => sameType(n.type, type)) : [];
      // Outside of its interval an op may be undefined; what is not finite is undone by `grow`.
      return fitting.length > 0 && this.random.next() < 0.6 ? this.random.pick(fitting) : this.leaf(values, type);
    });
    return this.attempt(op, inputs, sample.attributes ?? {});
  }

  /** An op that takes values of one shape. */
  private onEqualShapes(): Node | undefined {
    const op = this.random.pick(this.operations.filter((o) => o.traits.pointwise));
    const sample = this.random.pick(op.samples);
    const pool = [...this.values.keys()];
    const like = this.random.pick(pool);
    const inputs: Node[] = [];
    for (const { type } of sample.inputs) {
      // Distinct operands: x - x is a zero at which what follows need not have a derivative.
      const fitting = pool.filter((n) => n.type.dtype === type.dtype && sameShape(n.type.shape, like.type.shape) && !inputs.includes(n));
      if (fitting.length > 0) inputs.push(this.random.pick(fitting));
    }
    return inputs.length === sample.inputs.length ? this.attempt(op, inputs, sample.attributes ?? {}) : undefined;
  }

  /** A change of shape, so that the other moves meet. */
  private movement(): Node | undefined {
    const x = this.random.pick([...this.values.keys()].filter((n) => n.type.dtype === "f32"));
    const { shape } = x.type;
    const axes = shape.map((_, i) => i);
    const moves: (() => Node)[] = [
      () => this.make("broadcast", [x], { shape: [Size.symbol("N"), ...shape], axes: axes.map((a) => a + 1) }),
      () => this.make("broadcast", [x], { shape: [...shape, Size.of(3)], axes }),
      () => this.make("reduce_sum", [x], { axes: [this.random.pick(axes)] }),
      () => this.make("reduce_sum", [x], { axes }),
      () => this.make("transpose", [x], { permutation: axes.toReversed() }),
      () => this.make("reshape", [x], { shape: [Size.product(shape)] }),
      () => this.make("mul", [x, this.make("broadcast", [this.make("constant", [], { value: this.random.pick([0, 1, -1, 2, 0.3]), dtype: "f32" })], { shape, axes: [] })]),
    ];
    if (shape.length > 4) return undefined;
    return this.random.pick(shape.length === 0 ? moves.slice(0, 2) : moves)();
  }

  private attempt(op: Op, inputs: readonly Node[], attributes: Attributes): Node | undefined {
    try {
      return this.builder.make(op, inputs, attributes, { name: `v${this.builder.nodes.length}` });
    } catch (error) {
      if (error instanceof TypeRuleError) return undefined;
      throw error;
    }
  }

  private leaf(values: Parameters<typeof sampleValues>[0], { dtype, shape, bound }: Node["type"]): Node {
    const stored = this.random.next() < 0.4;
    const name = `${stored ? "s" : "x"}${this.builder.nodes.length}`;
    const value = sampleValues(values, shape.map((s) => s.evaluate(this.sizes)), this.random);
    (stored ? this.storages : this.inputs)[name] = value;
    const node = this.make(stored ? "read" : "input", [], { name, dtype, shape, ...(bound && { bound }) });
    if (dtype === "f32") this.reals.push(node);
    // A shift by 1e-9: too little to matter, enough to flip what stands on a knife's edge.
    const shifted = dtype === "f32" ? { ...value, data: value.data.map((v) => v + 1e-9 * this.random.between(-1, 1)) } : value;
    this.values.set(node, [value, shifted]);
    return node;
  }

  /** Evaluates the nodes from `start` on; false if one is not finite, large or undecided. */
  private evaluate(start: number): boolean {
    const fresh = this.builder.nodes.slice(start).filter((n) => !this.values.has(n));
    for (const node of fresh) this.values.set(node, [this.valueOf(node, 0), this.valueOf(node, 1)]);
    return fresh.every((node) => {
      const [value, shifted] = this.values.get(node)!;
      return value.data.every((v, i) => Math.abs(v) < 1e3 && Math.abs(v - shifted.data[i]!) < 1e-5);
    });
  }

  private forget(node: Node): void {
    this.values.delete(node);
    const at = this.reals.indexOf(node);
    if (at >= 0) this.reals.splice(at, 1);
  }

  private valueOf(node: Node, which: 0 | 1): NdArray {
    const size = (s: Size | number): number => Size.of(s).evaluate(this.sizes);
    return node.op.reference(
      node.inputs.map((n) => this.values.get(n)![which]),
      {
        attributes: node.attributes,
        shape: node.type.shape.map(size),
        dtype: node.type.dtype,
        size,
        leaf: () => {
          throw new Error("leaves have their values");
        },
      },
    );
  }

  private gradientsOf(ends: readonly Node[]): { name: string; node: Node }[] {
    const sums = ends.filter((n) => n.type.dtype === "f32").map((n) => this.total(n));
    if (sums.length === 0) return [];
    const loss = sums.reduce((a, b) => this.make("add", [a, b]));
    const leaves = this.reals.map((x) => ({ name: `gradient:${String(x.attributes["name"])}`, node: this.make("gradient", [loss, x]) }));
    return [{ name: "loss", node: loss }, ...leaves];
  }

  /** A sum of sines: bounded, and with a derivative that differs from element to element. */
  private total(node: Node): Node {
    const axes = node.type.shape.map((_, i) => i);
    const waves = this.make("sin", [node]);
    return axes.length === 0 ? waves : this.make("reduce_sum", [waves], { axes });
  }
}
