import { places, strides } from "../../../src/ops/arrays.ts";
import type { NdArray, Sample } from "../../../src/ops/op.ts";

/** All ways to give a sample's inputs for several positions at once, but for each input only along its first, its second and its last axis. */
export function axesOfStacks({ inputs }: Sample): readonly (readonly (number | undefined)[])[] {
  const choices = inputs.map(({ type }) => [undefined, ...new Set([0, Math.min(1, type.shape.length), type.shape.length])]);
  const all = choices.reduce<readonly (readonly (number | undefined)[])[]>((lists, axes) => lists.flatMap((list) => axes.map((axis) => [...list, axis])), [[]]);
  return all.filter((axes) => axes.some((axis) => axis !== undefined));
}

export function stackOf(parts: readonly NdArray[], axis: number): NdArray {
  const shape = parts[0]!.shape.toSpliced(axis, 0, parts.length);
  const data = new Float64Array(parts.length * parts[0]!.data.length);
  const steps = strides(shape);
  parts.forEach((part, p) => places(part.shape, steps.toSpliced(axis, 1), p * steps[axis]!).forEach((at, i) => (data[at] = part.data[i]!)));
  return { shape, data };
}
