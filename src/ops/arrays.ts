import type { NdArray } from "./op.ts";

export function count(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

/** Steps in the flat data per axis, row-major. */
export function strides(shape: readonly number[]): number[] {
  const steps = shape.map(() => 1);
  for (let i = shape.length - 2; i >= 0; i -= 1) steps[i] = steps[i + 1]! * shape[i + 1]!;
  return steps;
}

export function zeros(shape: readonly number[]): NdArray {
  return { shape, data: new Float64Array(count(shape)) };
}

/**
 * Where each element of `shape`, in row-major order, lies if axis i goes in steps of `steps[i]` from `offset`.
 * A step of 0 repeats; a negative one goes backwards.
 */
export function places(shape: readonly number[], steps: readonly number[], offset = 0): Int32Array {
  let filled = Int32Array.of(offset);
  // From the last axis to the first: the block of an axis is the block behind it, once per index.
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const block = filled;
    const extent = shape[axis]!;
    filled = new Int32Array(block.length * extent);
    for (let i = 0; i < extent; i += 1) {
      const shift = i * steps[axis]!;
      const start = i * block.length;
      for (let j = 0; j < block.length; j += 1) filled[start + j] = block[j]! + shift;
    }
  }
  return filled;
}

/** The elements of `data` at `places`, in order. */
export function taken(data: Float64Array, at: Int32Array): Float64Array {
  const out = new Float64Array(at.length);
  for (let i = 0; i < out.length; i += 1) out[i] = data[at[i]!]!;
  return out;
}
