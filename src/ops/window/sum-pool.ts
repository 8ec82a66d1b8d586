import { k } from "../../kernel/build.ts";
import type { Node } from "../../graph/graph.ts";
import { Size } from "../../types/size.ts";
import { elements, sameShape } from "../../types/tensor.ts";
import { zeros } from "../arrays.ts";
import { sizes } from "../attributes.ts";
import { called } from "../equation.ts";
import { constant } from "../leaf/constant.ts";
import { broadcast } from "../movement/broadcast.ts";
import { pad } from "../movement/pad.ts";
import { reshape } from "../movement/reshape.ts";
import type { Op, VjpContext } from "../op.ts";
import { N, real, sample } from "../samples.ts";
import { dilated, type WindowAxis } from "./axis.ts";
import { eachWindow, poolAxes, poolShape, swept } from "./pool.ts";

export const sum_pool: Op = {
  name: "sum_pool",
  family: "window",
  doc: "The sum over a moving window; padding counts as 0.",
  spec: "reduce_window",
  traits: {},
  type: (inputs, attributes, require) => ({ dtype: "f32", shape: poolShape(inputs, attributes, require) }),
  reference: ([x], context) => {
    const out = zeros(context.shape);
    eachWindow(x!, context, context.shape, (output, at) => {
      for (const place of at) out.data[output]! += x!.data[place]!;
    });
    return out;
  },
  vjp: (context) => [inputCotangent(context)],
  lower: ({ inputs: [x], inputTypes: [type], attributes }) => ({
    kind: "fold",
    at: (index, fresh) => {
      const { loops, at } = swept(type!, attributes, index, fresh);
      const name = fresh("sum");
      const sum = k.local(name, "f32");
      return { loops, accumulators: [{ name, start: k.const(0) }], step: [k.add(sum, x!(at))], result: sum };
    },
  }),
  flops: (_, type, attributes) => Size.product([elements(type), ...sizes(attributes, "window")]),
  equation: called("sum_pool"),
  samples: [
    sample([real([N, 4, 6, 2])], { window: [1, 2, 3, 1], stride: [1, 2, 3, 1], low: [0, 0, 0, 0], high: [0, 0, 0, 0] }),
    sample([real([N, 5, 7])], { window: [1, 2, 2], stride: [1, 2, 2], low: [0, 0, 0], high: [0, 0, 0] }),
    sample([real([N, 5, 4])], { window: [1, 3, 2], stride: [1, 2, 1], low: [0, 1, 1], high: [0, 1, 0] }),
    sample([real([6])], { window: [3], stride: [1], low: [2], high: [-1] }),
    sample([real([N.add(2)])], { window: [2], stride: [2], low: [1], high: [1] }),
  ],
};

/** dx[i] = sum of ct[o] over the windows o that hold i. */
function inputCotangent(context: VjpContext): Node {
  const axes = poolAxes(context.inputs[0]!.type, context.node.attributes);
  const tiles = axes.every(({ window, stride, low }) => window.equals(stride) && low.isZero());
  return tiles ? tiled(context, axes) : overlapping(context, axes);
}

/** Windows side by side: each element of ct is repeated over its window; what is left over at the end gets 0. */
function tiled({ inputs: [x], node, ct, make }: VjpContext, axes: readonly WindowAxis[]): Node {
  const doubled = axes.flatMap(({ window }, i) => [node.type.shape[i]!, window]);
  const repeated = make(broadcast, [ct], { shape: doubled, axes: axes.map((_, i) => 2 * i) });
  const covered = make(reshape, [repeated], { shape: axes.map(({ window }, i) => node.type.shape[i]!.mul(window)) });
  if (sameShape(covered.type.shape, x!.type.shape)) return covered;
  const high = x!.type.shape.map((n, i) => n.sub(covered.type.shape[i]!));
  return make(pad, [covered, make(constant, [], { value: 0, dtype: "f32" })], { low: high.map(() => 0), high, interior: high.map(() => 0) });
}

/** ct spread out by the stride and summed over the window again, moved so that the extent is that of x. */
function overlapping({ inputs: [x], node, ct, make }: VjpContext, axes: readonly WindowAxis[]): Node {
  const none = axes.map(() => 0);
  const spreadOut = axes.every(({ stride }) => stride === 1)
    ? ct
    : make(pad, [ct, make(constant, [], { value: 0, dtype: "f32" })], { low: none, high: none, interior: axes.map(({ stride }) => stride - 1) });
  return make(sum_pool, [spreadOut], {
    window: axes.map(({ window }) => window),
    stride: axes.map(() => 1),
    low: axes.map(({ window, low }) => window.sub(1).sub(low)),
    high: axes.map(({ stride, low }, i) => x!.type.shape[i]!.sub(dilated(node.type.shape[i]!, stride)).add(low)),
  });
}
