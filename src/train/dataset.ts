import type { DType } from "../types/tensor.ts";
import type { Legend } from "../data/table.ts";

/** One input of the model for all examples, row-major, one example after the other. */
export interface Field {
  readonly name: string;
  readonly dtype: DType;
  /** Of one example. */
  readonly shape: readonly number[];
  /** Values of one example: the product of `shape`. */
  readonly stride: number;
  /** f32 in a Float32Array, i32 and bool (0, 1) in an Int32Array. */
  readonly data: Float32Array | Int32Array;
}

/** Examples as the model takes them. */
export interface Dataset {
  readonly rows: number;
  readonly fields: readonly Field[];
  /** Sizes of the model that the data tell, beside the batch: `T` of an input of [N, T]. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Sizes that a batch of n examples makes n, where no field tells it: all inputs are drawn. */
  readonly drawn?: readonly string[];
  /** The names that whole numbers stand for. */
  readonly legend?: Legend;
}

/** Some rows of a dataset, in this order: a split of it. */
export interface Examples {
  readonly dataset: Dataset;
  readonly rows: Int32Array;
}

export function allOf(dataset: Dataset): Examples {
  return { dataset, rows: Int32Array.from({ length: dataset.rows }, (_, i) => i) };
}

/** So many examples that the model draws for itself. */
export function drawn(rows: number, batch: readonly string[]): Examples {
  return allOf({ rows, fields: [], drawn: batch });
}

/** The first `limit` of them. */
export function first(examples: Examples, limit: number): Examples {
  return { dataset: examples.dataset, rows: examples.rows.subarray(0, limit) };
}
