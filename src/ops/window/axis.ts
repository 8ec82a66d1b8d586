import { k } from "../../kernel/build.ts";
import type { Loop } from "../../kernel/computation.ts";
import type { Expression } from "../../kernel/kernel.ts";
import { Size } from "../../types/size.ts";
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

/**
 * How many pairs of an output place and a window element meet an element of the input: what padding and holes do not
 * ask for is no work. With symbolic sizes all pairs are counted.
 */
export function tapsOnInput({ n, window, stride, low, dilation, inputDilation }: WindowAxis, outputs: Size): Size {
  const [extent, taps, before, places] = [n, window, low, outputs].map((s) => s.constant());
  if (extent === undefined || taps === undefined || before === undefined || places === undefined) return outputs.mul(window);
  let pairs = 0;
  for (let o = 0; o < places; o++) {
    for (let r = 0; r < taps; r++) {
      const at = o * stride + r * dilation - before;
      if (at >= 0 && at <= (extent - 1) * inputDilation && at % inputDilation === 0) pairs += 1;
    }
  }
  return Size.of(pairs);
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

/** 0 <= place < extent gives the bounds of the loop; holes between elements of the input are stepped over. */
export function sweep(axis: WindowAxis, output: Expression, name: string): Sweep {
  const { n, window, stride, low, high, dilation, inputDilation } = axis;
  const local = k.local(name, "i32");
  const moved = k.mul(output, k.int(stride));
  const place = (r: Expression): Expression => k.add(k.add(moved, r), k.size(low.mul(-1)));
  // Without padding at an end, the window cannot reach beyond it.
  const before = low.mul(-1).atLeast(0) === true ? undefined : k.sub(k.size(low), moved);
  const after = high.mul(-1).atLeast(0) === true ? undefined : k.sub(k.size(dilated(n, inputDilation).add(low)), moved);
  if (inputDilation > 1 && dilation === 1) {
    // Only every inputDilation-th element meets the input, from the one that makes its place a multiple.
    const gap = k.int(inputDilation);
    const phase = k.mod(k.sub(k.size(low), moved), gap);
    const turns = (end: Expression): Expression => roundedUp(k.sub(end, phase), inputDilation);
    const from = before ? turns(k.max(k.int(0), before)) : k.int(0);
    return { loop: { name, from, to: turns(after ? k.min(k.size(window), after) : k.size(window)) }, r: k.add(k.mul(local, gap), phase), at: k.add(local, k.div(place(phase), gap)) };
  }
  const from = before ? k.max(k.int(0), roundedUp(before, dilation)) : k.int(0);
  const to = after ? k.min(k.size(window), roundedUp(after, dilation)) : k.size(window);
  const at = place(k.mul(local, k.int(dilation)));
  if (inputDilation === 1) return { loop: { name, from, to }, r: local, at };
  const gap = k.int(inputDilation);
  return { loop: { name, from, to }, r: local, at: k.div(at, gap), guard: k.eq(k.mod(at, gap), k.int(0)) };
}

function roundedUp(distance: Expression, step: number): Expression {
  return k.div(k.add(distance, k.int(step - 1)), k.int(step));
}
