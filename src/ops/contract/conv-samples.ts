import type { Attributes } from "../../graph/graph.ts";
import type { Sample } from "../op.ts";
import { N, real, sample } from "../samples.ts";

/** Batch first, channels last; the kernel [height, width, in, out]. */
const image: Attributes = {
  lhs: { batch: 0, feature: 3, spatial: [1, 2] },
  rhs: { in: 2, out: 3, spatial: [0, 1] },
  out: { batch: 0, feature: 3, spatial: [1, 2] },
};
const line: Attributes = {
  lhs: { batch: 0, feature: 2, spatial: [1] },
  rhs: { in: 1, out: 2, spatial: [0] },
  out: { batch: 0, feature: 2, spatial: [1] },
};
/** Channels first. */
const planes: Attributes = {
  lhs: { batch: 0, feature: 1, spatial: [2, 3] },
  rhs: { in: 1, out: 0, spatial: [2, 3] },
  out: { batch: 0, feature: 1, spatial: [2, 3] },
};

export function convolutionSamples(): readonly Sample[] {
  return [
    sample([real([N, 5, 4, 2]), real([3, 3, 2, 3])], { ...image, stride: [1, 1], low: [0, 0], high: [0, 0] }),
    sample([real([N, 5, 5, 2]), real([3, 3, 2, 2])], { ...image, stride: [2, 1], low: [1, 1], high: [1, 2] }),
    sample([real([N, 7, 6, 1]), real([2, 3, 1, 2])], { ...image, stride: [2, 2], low: [0, 2], high: [1, 0], rhsDilation: [2, 1] }),
    sample([real([N, 3, 4, 2]), real([3, 2, 2, 2])], { ...image, stride: [1, 2], low: [2, 1], high: [1, 1], lhsDilation: [2, 3] }),
    sample([real([N, 4, 4, 1]), real([3, 2, 1, 2])], { ...image, stride: [2, 1], low: [1, 0], high: [2, 1], lhsDilation: [3, 2], rhsDilation: [2, 2], reversal: [true, false] }),
    sample([real([N, 4, 4, 4]), real([3, 3, 2, 6])], { ...image, stride: [1, 2], low: [1, 1], high: [1, 1], featureGroups: 2 }),
    sample([real([N, 4, 3, 3]), real([2, 2, 1, 3])], { ...image, stride: [1, 1], low: [0, 0], high: [0, 0], featureGroups: 3 }),
    sample([real([4, 4, 3, 2]), real([2, 2, 2, 4])], { ...image, stride: [2, 1], low: [0, 1], high: [0, 0], batchGroups: 2 }),
    sample([real([N, 2, 5, 5]), real([3, 2, 3, 3])], { ...planes, stride: [1, 1], low: [-1, 1], high: [1, -1], reversal: [true, true] }),
    sample([real([N, 9, 2]), real([3, 2, 3])], { ...line, stride: [3], low: [1], high: [0] }),
    sample([real([N, 5, 2]), real([5, 2, 3])], { ...line, stride: [1], low: [0], high: [0] }),
    sample([real([3, N.add(3), 1]), real([2, 1, 2])], { ...line, stride: [2], low: [1], high: [1] }),
  ];
}
