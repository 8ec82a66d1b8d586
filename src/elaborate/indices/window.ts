import type { Span } from "../../base/source.ts";
import type { Node } from "../../graph/graph.ts";
import { Size } from "../../types/size.ts";
import type { Context } from "../context.ts";
import { plain, type Affine, type Index } from "./index.ts";
import { labelled, type Labelled } from "./labelled.ts";

/** `s*i + d*k + c`: the place i of the result, the place k of the kernel. */
interface WindowAxis {
  readonly axis: number;
  readonly place: Index;
  readonly tap: Index;
  readonly stride: number;
  readonly dilation: number;
  readonly offset: Size;
}

/**
 * `sum[k, c] x[n, s*i + d*k, c] * W[k, c, o]` as a convolution. Undefined if the product is not of that form: every
 * windowed axis has one free place and one summed tap, which the other factor has as well; of the remaining indices at
 * most one each is of x alone (the batch), of W alone (the filters), and summed in both (the channels).
 */
export function convolve(context: Context, x: Labelled, kernel: Labelled, summed: readonly Index[], span: Span): Labelled | undefined {
  if (!x.access || kernel.access) return undefined;
  const windows: WindowAxis[] = [];
  const others: { readonly axis: number; readonly index: Index }[] = [];
  for (const [axis, form] of x.access.forms.entries()) {
    const index = plain(form);
    if (index) others.push({ axis, index });
    else {
      const window = windowAxis(axis, form, kernel, summed);
      if (!window) return undefined;
      windows.push(window);
    }
  }
  const taps = windows.map((w) => w.tap);
  const batch = others.filter(({ index }) => !kernel.indices.includes(index) && !summed.includes(index));
  const channels = others.filter(({ index }) => kernel.indices.includes(index) && summed.includes(index));
  const filters = kernel.indices.filter((index) => !taps.includes(index) && !summed.includes(index));
  const explained = batch.length + channels.length === others.length && taps.length + channels.length + filters.length === kernel.indices.length;
  if (!explained || batch.length > 1 || channels.length > 1 || filters.length > 1 || x.access.node.type.dtype !== "f32") return undefined;
  const image = withAxes(context, x.access.node, [batch[0]?.axis, ...windows.map((w) => w.axis), channels[0]?.axis], span);
  const place = (index: Index | undefined): number | undefined => (index ? kernel.indices.indexOf(index) : undefined);
  const weights = withAxes(context, kernel.node, [...taps.map(place), place(channels[0]?.index), place(filters[0])], span);
  const convolved = context.make("conv", [image, weights], attributesOf(windows, x.access.node), span);
  const result = [batch[0]?.index, ...windows.map((w) => w.place), filters[0]];
  const kept = result.filter((index) => index !== undefined);
  const node = kept.length === result.length ? convolved : context.make("reshape", [convolved], { shape: kept.map((index) => index.range!) }, span);
  return labelled(node, kept, x.trail);
}

function windowAxis(axis: number, form: Affine, kernel: Labelled, summed: readonly Index[]): WindowAxis | undefined {
  const terms = [...form.terms];
  const tap = terms.find(([index]) => summed.includes(index) && kernel.indices.includes(index));
  const place = terms.find(([index]) => !summed.includes(index) && !kernel.indices.includes(index));
  if (terms.length !== 2 || !tap || !place || tap[1] < 1 || place[1] < 1) return undefined;
  return { axis, place: place[0], tap: tap[0], stride: place[1], dilation: tap[1], offset: form.constant };
}

/** Channels last: [batch, places…, channels] with [taps…, channels, filters]. */
function attributesOf(windows: readonly WindowAxis[], x: Node) {
  const rank = windows.length;
  const places = windows.map((_, i) => i + 1);
  const low = windows.map((w) => w.offset.mul(-1));
  // As much after the last element as the last window reaches: usually nothing, or what is never read is cut off.
  const high = windows.map((w, i) => {
    const reach = w.place.range!.sub(1).mul(w.stride).add(w.tap.range!.sub(1).mul(w.dilation)).add(1);
    return reach.sub(x.type.shape[w.axis]!).sub(low[i]!);
  });
  return {
    lhs: { batch: 0, feature: rank + 1, spatial: places },
    rhs: { in: rank, out: rank + 1, spatial: windows.map((_, i) => i) },
    out: { batch: 0, feature: rank + 1, spatial: places },
    stride: windows.map((w) => w.stride),
    low,
    high,
    lhsDilation: windows.map(() => 1),
    rhsDilation: windows.map((w) => w.dilation),
    reversal: windows.map(() => false),
    featureGroups: 1,
    batchGroups: 1,
  };
}

/** The axes in this order, with an axis of size 1 where there is none. */
function withAxes(context: Context, node: Node, order: readonly (number | undefined)[], span: Span): Node {
  const permutation = order.filter((axis) => axis !== undefined);
  const moved = permutation.every((axis, i) => axis === i) ? node : context.make("transpose", [node], { permutation }, span);
  if (permutation.length === order.length) return moved;
  const shape = order.map((axis) => (axis === undefined ? Size.of(1) : node.type.shape[axis]!));
  return context.make("reshape", [moved], { shape }, span);
}
