import { count, places, strides, taken, zeros } from "../arrays.ts";
import type { Arguments, NdArray, ReferenceContext } from "../op.ts";
import { scanAttributes, stackAxis } from "./layout.ts";

/** One position after another; the carries go from each to the next. */
export function scanReference(inputs: readonly NdArray[], context: ReferenceContext): NdArray {
  const { carries, elements, axis, extent, reverse } = scanAttributes(context.attributes);
  const positions = context.size(extent);
  const inits = inputs.slice(0, carries);
  const scanned = inputs.slice(carries, carries + elements);
  const outers = inputs.slice(carries + elements);
  const stacks = context.parts!.slice(carries).map(zeros);

  let carried = inits;
  for (let step = 0; step < positions; step += 1) {
    const t = reverse ? positions - 1 - step : step;
    const now = carried;
    const slices = new Map<number, NdArray>();
    const sliceOf = (index: number): NdArray => {
      const slice = slices.get(index) ?? at(scanned[index]!, axis, t);
      slices.set(index, slice);
      return slice;
    };
    const given: Arguments = (role, index) => {
      switch (role) {
        case "carry":
          return now[index]!;
        case "element":
          return sliceOf(index);
        case "outer":
          return outers[index]!;
        case "position":
          return { shape: [], data: Float64Array.of(t) };
      }
    };
    const results = context.region!(given);
    carried = results.slice(0, carries);
    stacks.forEach((stack, i) => put(stack, axis, t, results[carries + i]!));
  }
  return { shape: [], data: new Float64Array(0), parts: [...carried, ...stacks] };
}

/** The slice of a stack at a position. */
function at(stack: NdArray, axis: number, t: number): NdArray {
  const along = stackAxis(axis, stack.shape.length - 1);
  return { shape: stack.shape.toSpliced(along, 1), data: taken(stack.data, slicePlaces(stack.shape, along, t)) };
}

function put(stack: NdArray, axis: number, t: number, value: NdArray): void {
  const where = slicePlaces(stack.shape, stackAxis(axis, value.shape.length), t);
  if (where.length !== count(value.shape)) throw new Error("a yield has another shape than its place in the stack");
  where.forEach((place, i) => (stack.data[place] = value.data[i]!));
}

function slicePlaces(shape: readonly number[], axis: number, t: number): Int32Array {
  const steps = strides(shape);
  return places(shape.toSpliced(axis, 1), steps.toSpliced(axis, 1), t * steps[axis]!);
}
