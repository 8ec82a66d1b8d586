import type { Node } from "../../graph/graph.ts";
import { Size } from "../../types/size.ts";
import { reshapeTo } from "../make.ts";
import { reverse } from "../movement/reverse.ts";
import { transpose } from "../movement/transpose.ts";
import type { VjpContext } from "../op.ts";
import { dilated } from "../window/axis.ts";
import { convolution, convolutionAttributes } from "./conv-shape.ts";
import { conv } from "./conv.ts";

type Make = VjpContext["make"];

/**
 * dx: ct, spread out by the stride, convolved with the kernel backwards, its channels exchanged.
 * Paddings make the extent of the result that of x (after JAX's transpose rules for conv_general_dilated).
 */
export function inputCotangent({ node, inputs: [x, w], ct, make }: VjpContext): Node {
  const c = convolution(node.attributes);
  const groups = Math.max(c.featureGroups, c.batchGroups);
  // Each group has its own output channels; they become its input channels, so the groups go to the other side.
  const kernel = groups === 1 ? w! : moveFactor(make, w!, c.rhs.out, groups, c.rhs.in);
  const paddings = c.stride.map((stride, i) => {
    const extent = dilated(x!.type.shape[c.lhs.spatial[i]!]!, c.lhsDilation[i]!);
    const window = dilated(w!.type.shape[c.rhs.spatial[i]!]!, c.rhsDilation[i]!);
    const given = dilated(node.type.shape[c.out.spatial[i]!]!, stride);
    const low = window.sub(c.low[i]!).sub(1);
    return { low, high: extent.add(window).sub(1).sub(given).sub(low) };
  });
  const product = make(conv, [ct, kernel], convolutionAttributes({
    lhs: c.out,
    rhs: { in: c.rhs.out, out: c.rhs.in, spatial: c.rhs.spatial },
    out: c.lhs,
    stride: c.lhsDilation,
    low: paddings.map((p) => p.low),
    high: paddings.map((p) => p.high),
    lhsDilation: c.stride,
    rhsDilation: c.rhsDilation,
    reversal: c.reversal.map((r) => !r),
    featureGroups: groups,
    batchGroups: 1,
  }));
  return c.batchGroups === 1 ? product : moveFactor(make, product, c.lhs.feature, c.batchGroups, c.lhs.batch);
}

/** dw: x convolved with ct as the kernel, where batch and channels have changed parts. */
export function kernelCotangent({ node, inputs: [x, w], ct, make }: VjpContext): Node {
  const c = convolution(node.attributes);
  const high = c.stride.map((stride, i) => {
    const extent = dilated(x!.type.shape[c.lhs.spatial[i]!]!, c.lhsDilation[i]!);
    const window = dilated(w!.type.shape[c.rhs.spatial[i]!]!, c.rhsDilation[i]!);
    const given = dilated(node.type.shape[c.out.spatial[i]!]!, stride);
    return given.sub(extent).add(window).sub(c.low[i]!).sub(1);
  });
  const product = make(conv, [x!, ct], convolutionAttributes({
    lhs: { batch: c.lhs.feature, feature: c.lhs.batch, spatial: c.lhs.spatial },
    rhs: { in: c.out.batch, out: c.out.feature, spatial: c.out.spatial },
    out: { batch: c.rhs.in, feature: c.rhs.out, spatial: c.rhs.spatial },
    stride: c.rhsDilation,
    low: c.low,
    high,
    lhsDilation: c.lhsDilation,
    rhsDilation: c.stride,
    reversal: c.reversal.map(() => false),
    featureGroups: c.batchGroups,
    batchGroups: c.featureGroups,
  }));
  const backwards = c.rhs.spatial.filter((_, i) => c.reversal[i]);
  return backwards.length === 0 ? product : make(reverse, [product], { axes: backwards });
}

/** Takes the leading factor `groups` out of axis `from` and makes it the leading factor of axis `to`. */
function moveFactor(make: Make, x: Node, from: number, groups: number, to: number): Node {
  const { shape } = x.type;
  const open = shape.flatMap((size, axis) => (axis === from ? [Size.of(groups), size.floorDiv(groups)] : [size]));
  const shifted = (axis: number): number => (axis < from ? axis : axis + 1);
  // Axis `from` of `open` is the factor; all others keep their order but for the factor before `to`.
  const permutation = shape.flatMap((_, axis) => (axis === to ? [from, shifted(axis)] : [shifted(axis)]));
  const merged = shape.map((size, axis) => (axis === from ? size.floorDiv(groups) : axis === to ? size.mul(groups) : size));
  return reshapeTo({ make }, make(transpose, [reshapeTo({ make }, x, open)], { permutation }), merged);
}
