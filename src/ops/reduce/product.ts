import { k } from "../../kernel/build.ts";
import type { Node } from "../../graph/graph.ts";
import { Size } from "../../types/size.ts";
import { numbers } from "../attributes.ts";
import { mul } from "../elementwise/arithmetic.ts";
import { eq } from "../elementwise/compare.ts";
import { select } from "../elementwise/select.ts";
import { iota } from "../leaf/sizes.ts";
import { filled, others, reshapeTo } from "../make.ts";
import { broadcast } from "../movement/broadcast.ts";
import { inverse, sorted } from "../movement/order.ts";
import { transpose } from "../movement/transpose.ts";
import type { Op, VjpContext } from "../op.ts";
import { N, real, sample, whole } from "../samples.ts";
import { reduce, spread } from "./reduce.ts";

export const reduce_prod: Op = reduce({
  name: "reduce_prod",
  doc: "The product over axes, which are removed.",
  spec: "reduce",
  operand: "number",
  reference: (values) => values.reduce((a, b) => a * b, 1),
  kernel: {
    names: ["product"],
    start: (dtype) => [k.constant(dtype, 1)],
    step: ([product], x) => [k.mul(product!, x)],
  },
  vjp: (context) => context.make(mul, [spread(context, context.ct, context.inputs[0]!), productOfOthers(context)]),
  samples: [
    sample([real([N, 3], 0.5, 2)], { axes: [0] }),
    sample([real([N, 3, 2], -2, -0.5)], { axes: [0, 2] }),
    sample([real([3, N, 2], -2, 2)], { axes: [1] }),
    sample([whole([N, 3], -5, 5)], { axes: [1] }),
  ],
});

/**
 * For each element the product of the others that it is reduced with, right also if some are 0 (so not y / x): with m
 * elements a product, over a table of m x m elements whose diagonal is 1. A product again, so it can be differentiated.
 */
function productOfOthers({ node, inputs: [x], make }: VjpContext): Node {
  const axes = sorted(numbers(node.attributes, "axes"));
  const { shape } = x!.type;
  const kept = others(shape.length, axes);
  const permutation = [...kept, ...axes];
  const m = Size.product(axes.map((a) => shape[a]!));
  const outer = kept.map((a) => shape[a]!);
  const moved = make(transpose, [x!], { permutation });
  const rows = reshapeTo({ make }, moved, [...outer, m]);
  // table[..., i, j] = x[..., j], on the diagonal 1
  const square = [...outer, m, m];
  const table = make(broadcast, [rows], { shape: square, axes: [...outer.map((_, i) => i), outer.length + 1] });
  const place = (axis: number): Node => make(iota, [], { shape: square, axis: outer.length + axis });
  const rest = make(select, [make(eq, [place(0), place(1)]), filled({ make }, table, 1), table]);
  return make(transpose, [reshapeTo({ make }, make(reduce_prod, [rest], { axes: [outer.length + 1] }), moved.type.shape)], {
    permutation: inverse(permutation),
  });
}
