import { textOf, type Span } from "../../base/source.ts";
import { Size } from "../../types/size.ts";
import { shapeText } from "../../types/tensor.ts";
import type { Context } from "../context.ts";
import { tensor, type Tensor } from "../value.ts";
import { argument, perAxis, tensorArgument } from "./arguments.ts";
import { takes, type Bound, type Intrinsic } from "./intrinsic.ts";
import { padding, spatial } from "./padding.ts";

interface Operands {
  readonly x: Tensor;
  readonly kernel: Tensor;
  /** The spatial sizes of x. */
  readonly extents: readonly Size[];
  readonly stride: readonly number[];
}

function operands(context: Context, bound: Bound, span: Span): Operands {
  const x = tensorArgument(context, bound, "x");
  const kernel = tensorArgument(context, bound, "kernel");
  const extents = spatial(context, x, span, "a convolution");
  const rank = extents.length;
  const found = kernel.node.type.shape;
  if (found.length !== rank + 2) context.fail("wrong-rank", { what: "a convolution", expected: `a kernel of ${rank + 2} axes`, found: shapeText(found) }, argument(bound, "kernel").span);
  return { x, kernel, extents, stride: perAxis(context, bound, "stride", rank, 1) };
}

/** [N, …, C] with [k, …, in, out]: batch first, channels last. */
function layout(rank: number) {
  const places = Array.from({ length: rank }, (_, i) => i + 1);
  const image = { batch: 0, feature: rank + 1, spatial: places };
  return { lhs: image, rhs: { in: rank, out: rank + 1, spatial: places.map((i) => i - 1) }, out: image };
}

const convolution: Intrinsic = {
  name: "conv",
  doc: "Cross-correlation of x [N, …, C] with a kernel [k, …, C/groups, filters] over any number of spatial axes.",
  parameters: takes("x, kernel, stride?, pad?, dilation?, groups?"),
  apply: (context, bound, span) => {
    const { x, kernel, extents, stride } = operands(context, bound, span);
    const rank = extents.length;
    const dilation = perAxis(context, bound, "dilation", rank, 1);
    const [groups] = perAxis(context, bound, "groups", 1, 1);
    const windows = kernel.node.type.shape.slice(0, rank).map((k, i) => ((k.constant() ?? 1) - 1) * dilation[i]! + 1);
    const { low, high } = padding(context, bound.get("pad"), extents, windows, stride, span);
    const attributes = {
      ...layout(rank),
      stride,
      low,
      high,
      lhsDilation: extents.map(() => 1),
      rhsDilation: dilation,
      reversal: extents.map(() => false),
      featureGroups: groups!,
      batchGroups: 1,
    };
    return tensor(context.make("conv", [x.node, kernel.node], attributes, span, { trails: [x.trail], texts: operandTexts(bound) }), x.trail);
  },
};

/** The linear map that is the derivative of `conv` by its input: x with holes between its places, the kernel turned round. */
const transposed: Intrinsic = {
  name: "conv_transpose",
  doc: "Transposed convolution of x [N, …, C] with a kernel [k, …, C/groups, filters]: each place spreads a kernel, `stride` apart; `pad` cuts off the edges, `pad: same` so that n places become n * stride; `output_pad` adds places at the end, which a convolution of that stride would leave out.",
  parameters: takes("x, kernel, stride?, pad?, dilation?, groups?, output_pad?"),
  apply: (context, bound, span) => {
    const { x, kernel, extents, stride } = operands(context, bound, span);
    const pad = bound.get("pad");
    const rank = extents.length;
    const dilation = perAxis(context, bound, "dilation", rank, 1);
    const [groups] = perAxis(context, bound, "groups", 1, 1);
    const more = perAxis(context, bound, "output_pad", rank, 0, 0);
    const reach = kernel.node.type.shape.slice(0, rank).map((k, i) => k.sub(1).mul(dilation[i]!));
    const same = pad?.value.kind === "word" && pad.value.name === "same";
    const cut = same ? edges(context, reach, stride, pad.span) : padding(context, pad, extents, [], stride, span).low;
    const low = reach.map((r, i) => r.sub(cut[i]!));
    if (pad && low.some((p) => p.atLeast(0) !== true)) {
      context.fail("bad-padding", { found: textOf(pad.span) }, pad.span, { help: `a transposed convolution cuts off at most ${reach.join(", ")} at each edge` });
    }
    const tooMany = more.find((places, i) => places > 0 && (same || places >= Math.max(stride[i]!, dilation[i]!)));
    if (tooMany !== undefined) {
      const expected = same ? "0, since `pad: same` says how many places there are" : "less than the stride or the dilation";
      context.fail("bad-number", { what: "`output_pad`", found: String(tooMany), expected }, argument(bound, "output_pad").span);
    }
    const attributes = {
      ...layout(rank),
      stride: extents.map(() => 1),
      low,
      high: same ? cut.map((c, i) => c.add(stride[i]! - 1)) : low.map((l, i) => l.add(more[i]!)),
      lhsDilation: stride,
      rhsDilation: dilation,
      reversal: extents.map(() => true),
      featureGroups: groups!,
      batchGroups: 1,
    };
    return tensor(context.make("conv", [x.node, kernel.node], attributes, span, { trails: [x.trail], texts: operandTexts(bound) }), x.trail);
  },
};

/** How much of what a kernel longer than its stride spreads too far is cut off at the beginning, for `pad: same`. */
function edges(context: Context, reach: readonly Size[], stride: readonly number[], span: Span): Size[] {
  return reach.map((r, i) => {
    const constant = r.constant() ?? context.fail("not-a-number", { found: String(r.add(1)) }, span);
    return Size.of(Math.max(0, Math.floor((constant + 1 - stride[i]!) / 2)));
  });
}

function operandTexts(bound: Bound): string[] {
  return ["x", "kernel"].map((name) => textOf(argument(bound, name).span));
}

export const convolutions: readonly Intrinsic[] = [convolution, transposed];
