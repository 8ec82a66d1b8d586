import { places, strides, taken } from "../arrays.ts";
import { numbers, sizes } from "../attributes.ts";
import { others } from "../make.ts";
import type { Op } from "../op.ts";
import { reduce_sum } from "../reduce/sum.ts";
import { expectAxes, expectCount, unsupported } from "../rules.ts";
import { N, real, sample, whole } from "../samples.ts";
import { simplifyBroadcast } from "./laws.ts";
import { liftBroadcast } from "./lift.ts";
import { sorted } from "./order.ts";
import { transpose } from "./transpose.ts";

/** The only way to repeat elements; nothing else stretches a shape. */
export const broadcast: Op = {
  name: "broadcast",
  family: "movement",
  doc: "Repeats a tensor along new axes: axis i of the input becomes axis `axes[i]` of `shape`.",
  spec: "broadcast_in_dim",
  traits: { view: true, cheap: true },
  type: ([x], attributes) => {
    const [shape, axes] = [sizes(attributes, "shape"), numbers(attributes, "axes")];
    expectCount("axes", axes, x!.shape.length);
    expectAxes(axes, shape.length);
    axes.forEach((axis, i) => {
      if (!x!.shape[i]!.equals(shape[axis]!)) unsupported(`axis ${i} of size ${x!.shape[i]} cannot become one of size ${shape[axis]}`);
    });
    return { ...x!, shape };
  },
  reference: ([x], { attributes, shape }) => {
    const steps = shape.map(() => 0);
    const own = strides(x!.shape);
    numbers(attributes, "axes").forEach((axis, i) => (steps[axis] = own[i]!));
    return { shape, data: taken(x!.data, places(shape, steps)) };
  },
  vjp: ({ node, inputs: [x], ct, make }) => {
    if (x!.type.dtype !== "f32") return [undefined];
    const axes = numbers(node.attributes, "axes");
    const repeated = others(node.type.shape.length, axes);
    const summed = repeated.length > 0 ? make(reduce_sum, [ct], { axes: repeated }) : ct;
    const order = sorted(axes);
    return [axes.every((axis, i) => axis === order[i]) ? summed : make(transpose, [summed], { permutation: axes.map((a) => order.indexOf(a)) })];
  },
  lower: ({ inputs: [x], attributes }) => {
    const axes = numbers(attributes, "axes");
    return { kind: "point", value: (index) => x!(axes.map((axis) => index[axis]!)) };
  },
  lift: liftBroadcast,
  simplify: simplifyBroadcast,
  equation: ([x]) => x!,
  samples: [
    sample([real([])], { shape: [N, 3], axes: [] }),
    sample([real([3])], { shape: [N, 3], axes: [1] }),
    sample([real([N])], { shape: [N, 3, 2], axes: [0] }),
    sample([real([2, 3])], { shape: [3, 4, 2], axes: [2, 0] }),
    sample([whole([N], 0, 5)], { shape: [N, 3], axes: [0] }),
  ],
};
