import type { Phase } from "../graph/graph.ts";
import type { Batch, CallOptions } from "../runtime/model.ts";
import type { Dataset, Field } from "./dataset.ts";

/** How many examples of a phase the model must hold at once: a minibatch, or one of its parts. */
export function atOnce({ batch, parts }: Pick<Phase, "batch" | "parts">): number {
  return Math.ceil(batch / (parts?.count ?? 1));
}

/** How many minibatches there are, the last short one included. */
export function batchCount(rows: number, size: number): number {
  return Math.ceil(rows / size);
}

/**
 * Copies rows of a dataset into buffers that are made once and used for every batch: a batch is valid until the next
 * call. Short batches are views of the same buffers, made once for each length.
 */
export class Batcher {
  /** Of every call that a batch is given to. */
  readonly options: CallOptions;
  private readonly size: number;
  private readonly buffers: readonly { readonly field: Field; readonly data: Float32Array | Int32Array }[];
  private readonly views = new Map<number, Batch>();

  constructor(dataset: Dataset, size: number) {
    this.size = size;
    const sizes = { ...dataset.sizes, ...Object.fromEntries((dataset.drawn ?? []).map((symbol) => [symbol, size])) };
    this.options = Object.keys(sizes).length > 0 ? { sizes } : {};
    this.buffers = dataset.fields.map((field) => ({
      field,
      data: field.dtype === "f32" ? new Float32Array(size * field.stride) : new Int32Array(size * field.stride),
    }));
  }

  /** Minibatch `index` (from 0) of `order`, which holds row numbers of the dataset. */
  batch(order: Int32Array, index: number): Batch {
    const start = index * this.size;
    const count = Math.min(this.size, order.length - start);
    for (const { field, data } of this.buffers) {
      const { stride, data: from } = field;
      for (let i = 0; i < count; i++) {
        const row = order[start + i]! * stride;
        const at = i * stride;
        for (let j = 0; j < stride; j++) data[at + j] = from[row + j]!;
      }
    }
    return this.view(count);
  }

  private view(count: number): Batch {
    const known = this.views.get(count);
    if (known) return known;
    const view = Object.fromEntries(this.buffers.map(({ field, data }) => [field.name, data.subarray(0, count * field.stride)]));
    this.views.set(count, view);
    return view;
  }
}

/** The length of minibatch `index`. */
export function batchLength(rows: number, size: number, index: number): number {
  return Math.min(size, rows - index * size);
}
