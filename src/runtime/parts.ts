import { checkLength } from "./inputs.ts";
import { ModelError } from "./error.ts";

/** How many examples one part of a batch has, but for the last, which may have fewer. */
export function partLength(name: string, examples: number, parts: number, largest: number): number {
  const length = Math.ceil(examples / parts);
  if (length > largest) {
    throw new ModelError("bad-size", `${name} is ${examples}, in ${parts} parts of ${length}, but the model was created for at most ${largest}: create({ ${name}: ${length} })`);
  }
  return length;
}

/** Examples `from` to `from + count` of an input that has `unit` elements for each of `examples`. Throws if it has another length. */
export function partOf<T>(name: string, shape: string, values: ArrayLike<T>, unit: number, from: number, count: number, examples: number): ArrayLike<T> {
  checkLength(name, shape, values, unit * examples);
  return Array.prototype.slice.call(values, unit * from, unit * (from + count));
}

/** Adds `weight` times what a part reports to what is reported of the whole batch. */
export function addPart(sum: Float32Array | Int32Array, values: Float32Array | Int32Array, weight: number): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += weight * values[i]!;
}
