import { Size } from "../../types/size.ts";
import { tensor } from "../value.ts";
import { perAxis, tensorArgument } from "./arguments.ts";
import { takes, type Intrinsic } from "./intrinsic.ts";
import { padding, spatial } from "./padding.ts";

/** A reduction over windows of the spatial axes. */
function pool(name: string, op: string, doc: string): Intrinsic {
  return {
    name,
    doc,
    parameters: takes("x, size, stride?, pad?"),
    apply: (context, bound, span) => {
      const x = tensorArgument(context, bound, "x");
      const extents = spatial(context, x, span, "a pool");
      const window = perAxis(context, bound, "size", extents.length, 1);
      const stride = bound.has("stride") ? perAxis(context, bound, "stride", extents.length, 1) : window;
      const { low, high } = padding(context, bound.get("pad"), extents, window, stride, span);
      const whole = <T>(fallback: T, inner: readonly T[]): T[] => [fallback, ...inner, fallback];
      const zero = Size.of(0);
      const attributes = { window: whole(1, window), stride: whole(1, stride), low: whole(zero, low), high: whole(zero, high) };
      return tensor(context.make(op, [x.node], attributes, span, { trails: [x.trail] }), x.trail);
    },
  };
}

export const windows: readonly Intrinsic[] = [
  pool("window_max", "max_pool", "The largest element of each window of the spatial axes of x [N, …, C]; padding is never chosen."),
  pool("window_sum", "sum_pool", "The sum of each window of the spatial axes of x [N, …, C]; padding counts as 0."),
];
