import { count, places, strides } from "../arrays.ts";
import type { NdArray, ReferenceContext } from "../op.ts";
import { convolution, type Convolution } from "./conv-shape.ts";

/**
 * out[b, f, o] = sum over window elements r and channels c of x[b, c, o*stride + r*dilation - low] * w[c, f, r],
 * straight from the definition: where elements of window and input meet is listed first, once for all b and f.
 */
export function convolve([x, w]: readonly NdArray[], { attributes, shape, size }: ReferenceContext): NdArray {
  const c = convolution(attributes);
  const [xStep, wStep, outStep] = [strides(x!.shape), strides(w!.shape), strides(shape)];
  const [batch, features] = [shape[c.out.batch]!, shape[c.out.feature]!];
  const channels = w!.shape[c.rhs.in]!;
  const [xChannel, wChannel] = [xStep[c.lhs.feature]!, wStep[c.rhs.in]!];
  const points = meetings(c, x!, w!, shape, c.low.map(size));
  const outAt = places(c.out.spatial.map((a) => shape[a]!), c.out.spatial.map((a) => outStep[a]!));
  const data = new Float64Array(count(shape));
  for (let b = 0; b < batch; b += 1)
    for (let f = 0; f < features; f += 1) {
      const group = Math.floor(f / (features / c.featureGroups));
      const part = Math.floor(f / (features / c.batchGroups));
      const xStart = (part * batch + b) * xStep[c.lhs.batch]! + group * channels * xChannel;
      const wStart = f * wStep[c.rhs.out]!;
      const outStart = b * outStep[c.out.batch]! + f * outStep[c.out.feature]!;
      points.forEach(({ xAt, wAt }, o) => {
        let sum = 0;
        for (let p = 0; p < xAt.length; p += 1) {
          const [i, j] = [xStart + xAt[p]!, wStart + wAt[p]!];
          for (let ch = 0; ch < channels; ch += 1) sum += x!.data[i + ch * xChannel]! * w!.data[j + ch * wChannel]!;
        }
        data[outStart + outAt[o]!] = sum;
      });
    }
  return { shape, data };
}

interface Meetings {
  readonly xAt: readonly number[];
  readonly wAt: readonly number[];
}

/** For each spatial point of the result: offsets in x and w of what is multiplied there. Axis by axis, as pairs multiply out. */
function meetings(c: Convolution, x: NdArray, w: NdArray, shape: readonly number[], low: readonly number[]): readonly Meetings[] {
  const [xStep, wStep] = [strides(x.shape), strides(w.shape)];
  let points: readonly Meetings[] = [{ xAt: [0], wAt: [0] }];
  c.stride.forEach((stride, i) => {
    const [xAxis, wAxis] = [c.lhs.spatial[i]!, c.rhs.spatial[i]!];
    const window = w.shape[wAxis]!;
    const along = Array.from({ length: shape[c.out.spatial[i]!]! }, (_, o) => {
      const pairs: { readonly x: number; readonly w: number }[] = [];
      for (let r = 0; r < window; r += 1) {
        const at = (o * stride + r * c.rhsDilation[i]! - low[i]!) / c.lhsDilation[i]!;
        if (!Number.isInteger(at) || at < 0 || at >= x.shape[xAxis]!) continue;
        pairs.push({ x: at * xStep[xAxis]!, w: (c.reversal[i] ? window - 1 - r : r) * wStep[wAxis]! });
      }
      return pairs;
    });
    points = points.flatMap((point) =>
      along.map((pairs) => ({
        xAt: point.xAt.flatMap((at) => pairs.map((p) => at + p.x)),
        wAt: point.wAt.flatMap((at) => pairs.map((p) => at + p.w)),
      })),
    );
  });
  return points;
}
