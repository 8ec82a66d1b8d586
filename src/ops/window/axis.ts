import { k } from "../../kernel/build.ts";
import type { Expression } from "../../kernel/kernel.ts";
import type { Loop } from "../../kernel/computation.ts";
import type { Size } from "../../types/size.ts";
import { TypeRuleError, type Require } from "../op.ts";
import { holds } from "../rules.ts";

/** How a window moves along one axis. Place p of window element r at output o: o*stride + r*dilation - low, in the dilated input. */
export interface WindowAxis {
  readonly n: Size;
  readonly window: Size;
  readonly stride: number;
  readonly low: Size;
  readonly high: Size;
  /** Between the elements of the window. */
  readonly dilation: number;
  /** Between the elements of the input: n elements take (n-1)*inputDilation + 1 places. */
  readonly inputDilation: number;
}

/** n elements with `dilation - 1` places between them. */
export function dilated(n: Size, dilation: number): Size {
  return n.sub(1).mul(dilation).add(1);
}

/** floor((n + low + high - ((k-1)*dilation + 1))/stride) + 1, which must be at least 1. */
export function windowCount(axis: WindowAxis, place: number, require: Require): Size {
  const { n, window, stride, low, high, dilation, inputDilation } = axis;
  const room = dilated(n, inputDilation).add(low).add(high).sub(dilated(window, dilation));
  const fits = holds(room, `the window of size ${window}`, require);
  if (!fits) throw new TypeRuleError({ kind: "window-too-large", axis: place, input: n, window, stride, low, high, dilation });
  return room.floorDiv(stride).add(1);
}

/** A loop over those elements of the window that meet the input, and where they meet it. */
export interface Sweep {
  readonly loop: Loop;
  /** Which element of the window. */
  readonly r: Expression;
  /** Which element of the input. */
  readonly at: Expression;
  /** What the bounds cannot say: that the place holds an element and no hole. */
  readonly guard?: Expression;
}

export function sweep(axis: WindowAxis, output: Expression, name: string): Sweep {
  const { stride, low, dilation, inputDilation } = axis;
  const start = k.sub(k.mul(output, k.int(stride)), k.size(low));
  const [first, end] = bounds(axis, start);
  const local = k.local(name, "i32");
  if (inputDilation === 1) {
    const at = k.add(k.add(k.mul(output, k.int(stride)), k.mul(local, k.int(dilation))), k.size(low.mul(-1)));
    return { loop: { name, from: first, to: end }, r: local, at };
  }
  const gap = k.int(inputDilation);
  if (dilation === 1) {
    // Only every inputDilation-th element meets the input, from the one that makes its place a multiple.
    const phase = k.mod(k.neg(start), gap);
    const r = k.add(k.mul(local, gap), phase);
    const turns = (limit: Expression): Expression => k.div(k.add(k.sub(limit, phase), k.int(inputDilation - 1)), gap);
    return { loop: { name, from: turns(first), to: turns(end) }, r, at: k.div(k.add(start, r), gap) };
  }
  const place = k.add(start, k.mul(local, k.int(dilation)));
  return { loop: { name, from: first, to: end }, r: local, at: k.div(place, gap), guard: k.eq(k.mod(place, gap), k.int(0)) };
}

/** The elements of the window whose places are within the input: 0 <= start + r*dilation < extent. */
function bounds({ n, window, low, high, dilation, inputDilation }: WindowAxis, start: Expression): readonly [Expression, Expression] {
  const whole = k.size(window);
  const turns = (distance: Expression): Expression => k.div(k.add(distance, k.int(dilation - 1)), k.int(dilation));
  const before = low.mul(-1).atLeast(0) === true;
  const after = high.mul(-1).atLeast(0) === true;
  const extent = k.size(dilated(n, inputDilation));
  return [
    before ? k.int(0) : k.max(k.int(0), turns(k.neg(start))),
    after ? whole : k.min(whole, turns(k.sub(extent, start))),
  ];
}

