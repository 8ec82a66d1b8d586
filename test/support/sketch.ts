import { Builder } from "../../src/graph/builder.ts";
import type { Attributes, Graph, Node } from "../../src/graph/graph.ts";
import { ops } from "../../src/ops/all.ts";
import type { NdArray } from "../../src/ops/op.ts";
import { Size, type SizeLike } from "../../src/types/size.ts";
import type { DType } from "../../src/types/tensor.ts";
import type { Environment } from "../../src/ops/environment.ts";
import { Random } from "./random.ts";

/** Writes test graphs by hand: `s.op("add", [a, b])`. Inputs get random values. */
export class Sketch {
  readonly builder = new Builder();
  readonly inputs: Record<string, NdArray> = {};
  readonly storages: Record<string, NdArray> = {};
  readonly sizes: Readonly<Record<string, number>>;
  private readonly random: Random;

  constructor(sizes: Readonly<Record<string, number>> = { N: 3 }, seed = 1) {
    this.sizes = sizes;
    this.random = new Random(seed);
  }

  op(name: string, inputs: readonly Node[], attributes: Attributes = {}, as?: string): Node {
    const op = ops.get(name);
    if (!op) throw new Error(`there is no operation ${name}`);
    return this.builder.make(op, inputs, attributes, as === undefined ? undefined : { name: as });
  }

  /** Real numbers from low..high. */
  input(name: string, shape: readonly SizeLike[], low = -1, high = 1): Node {
    this.inputs[name] = this.values(shape, () => this.random.between(low, high));
    return this.op("input", [], { name, dtype: "f32", shape: shape.map((s) => Size.of(s)) }, name);
  }

  /** Labels 0..bound-1. */
  labels(name: string, shape: readonly SizeLike[], bound: number): Node {
    this.inputs[name] = this.values(shape, () => this.random.whole(0, bound - 1));
    return this.op("input", [], { name, dtype: "i32", shape: shape.map((s) => Size.of(s)), bound: Size.of(bound) }, name);
  }

  /** A parameter. */
  read(name: string, shape: readonly SizeLike[], low = -1, high = 1): Node {
    this.storages[name] = this.values(shape, () => this.random.between(low, high));
    return this.op("read", [], { name, dtype: "f32", shape: shape.map((s) => Size.of(s)) }, name);
  }

  clock(name: string, value: number): Node {
    this.storages[name] = { shape: [], data: Float64Array.of(value) };
    return this.op("read", [], { name, dtype: "i32", shape: [] }, name);
  }

  constant(value: number, shape: readonly SizeLike[] = [], dtype: DType = "f32"): Node {
    const scalar = this.op("constant", [], { value, dtype });
    return shape.length === 0 ? scalar : this.broadcast(scalar, shape, []);
  }

  broadcast(x: Node, shape: readonly SizeLike[], axes: readonly number[]): Node {
    return this.op("broadcast", [x], { shape: shape.map((s) => Size.of(s)), axes });
  }

  sum(x: Node, axes = x.type.shape.map((_, i) => i)): Node {
    return axes.length === 0 ? x : this.op("reduce_sum", [x], { axes });
  }

  mean(x: Node): Node {
    const count = this.op("size", [], { size: Size.product(x.type.shape), dtype: "f32" });
    return this.op("div", [this.sum(x), count]);
  }

  /** x @ W. */
  product(x: Node, w: Node, as?: string): Node {
    return this.op("dot", [x, w], { leftBatch: [], rightBatch: [], leftContract: [x.type.shape.length - 1], rightContract: [0] }, as);
  }

  gradient(loss: Node, x: Node): Node {
    return this.op("gradient", [loss, x]);
  }

  graph(results: Readonly<Record<string, Node>>, updates: Readonly<Record<string, Node>> = {}): Graph {
    return this.builder.graph(
      "test",
      Object.entries(results).map(([name, node]) => ({ name, node })),
      Object.entries(updates).map(([storage, node]) => ({ storage, node })),
    );
  }

  get env(): Environment {
    return { inputs: this.inputs, storages: this.storages, sizes: this.sizes };
  }

  private values(shape: readonly SizeLike[], draw: () => number): NdArray {
    const extents = shape.map((s) => Size.of(s).evaluate(this.sizes));
    return { shape: extents, data: Float64Array.from({ length: extents.reduce((a, b) => a * b, 1) }, draw) };
  }
}

export const N = Size.symbol("N");
