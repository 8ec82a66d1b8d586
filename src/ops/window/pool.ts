import { k } from "../../kernel/build.ts";
import type { Fresh, Loop } from "../../kernel/computation.ts";
import type { Expression } from "../../kernel/kernel.ts";
import type { Attributes } from "../../graph/graph.ts";
import type { Size } from "../../types/size.ts";
import type { TensorType } from "../../types/tensor.ts";
import { strides } from "../arrays.ts";
import { numbers, sizes } from "../attributes.ts";
import type { NdArray, ReferenceContext, Require } from "../op.ts";
import { expectCount, expectElement, expectPositive, unsupported } from "../rules.ts";
import { sweep, windowCount, type WindowAxis } from "./axis.ts";

/** How the window moves along each axis of `x`. */
export function poolAxes(x: TensorType, attributes: Attributes): readonly WindowAxis[] {
  const [window, stride] = [sizes(attributes, "window"), numbers(attributes, "stride")];
  const [low, high] = [sizes(attributes, "low"), sizes(attributes, "high")];
  for (const [name, list] of Object.entries({ window, stride, low, high })) expectCount(name, list, x.shape.length);
  expectPositive("stride", stride);
  for (const extent of window) if (extent.sub(1).atLeast(0) === false) unsupported(`a window must have at least one element, not ${extent}`);
  return x.shape.map((n, i) => ({ n, window: window[i]!, stride: stride[i]!, low: low[i]!, high: high[i]!, dilation: 1, inputDilation: 1 }));
}

export function poolShape(inputs: readonly TensorType[], attributes: Attributes, require: Require): readonly Size[] {
  expectElement(inputs, 0, "f32");
  return poolAxes(inputs[0]!, attributes).map((axis, i) => windowCount(axis, i, require));
}

/** Loops over the part of the window at output `index` that lies on x, and the element of x they are at. */
export interface Swept {
  readonly loops: readonly Loop[];
  readonly at: readonly Expression[];
}

export function swept(x: TensorType, attributes: Attributes, index: readonly Expression[], fresh: Fresh): Swept {
  const loops: Loop[] = [];
  const at = poolAxes(x, attributes).map((axis, i) => {
    // A window of one element without padding needs no loop.
    if (axis.window.equals(1) && axis.low.isZero() && axis.high.mul(-1).atLeast(0) === true) return k.mul(index[i]!, k.int(axis.stride));
    const { loop, at } = sweep(axis, index[i]!, fresh("k"));
    loops.push(loop);
    return at;
  });
  return { loops, at };
}

/** Calls `visit` for each output with the places in x.data of its window that are no padding, in row-major order. `at` is reused. */
export function eachWindow(x: NdArray, { attributes, size }: Pick<ReferenceContext, "attributes" | "size">, shape: readonly number[], visit: (output: number, at: readonly number[]) => void): void {
  const [window, low] = [sizes(attributes, "window").map(size), sizes(attributes, "low").map(size)];
  const stride = numbers(attributes, "stride");
  const [own, outer] = [strides(x.shape), strides(shape)];
  const at: number[] = [];
  const collect = (axis: number, output: number, place: number): void => {
    if (axis === shape.length) return void at.push(place);
    const start = (Math.floor(output / outer[axis]!) % shape[axis]!) * stride[axis]! - low[axis]!;
    for (let i = Math.max(0, start); i < Math.min(x.shape[axis]!, start + window[axis]!); i += 1) collect(axis + 1, output, place + i * own[axis]!);
  };
  const outputs = shape.reduce((a, b) => a * b, 1);
  for (let output = 0; output < outputs; output += 1) {
    at.length = 0;
    collect(0, output, 0);
    visit(output, at);
  }
}

/** The place of the largest element, the first of equal ones; undefined if the window lies in the padding. */
export function firstLargest(x: NdArray, at: readonly number[]): number | undefined {
  let best = at[0];
  for (const place of at) if (x.data[place]! > x.data[best!]!) best = place;
  return best;
}
