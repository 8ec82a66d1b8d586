// k-means of the sizes of the training boxes, where the distance is 1 - IoU (Redmon and Farhadi 2016): prints the anchors of yolo.nnet.
import { scenes, seed, side } from "./scenes.ts";

type Size = readonly [width: number, height: number];

const sizes = scenes(seed, 0, 5600).flatMap(({ shapes }) => shapes.map(({ width, height }): Size => [width / side, height / side]));
const ascending = sizes.toSorted((a, b) => a[0] * a[1] - b[0] * b[1]);
let anchors: readonly Size[] = [ascending[Math.floor(sizes.length / 4)]!, ascending[Math.floor((3 * sizes.length) / 4)]!];
for (let round = 0; round < 50; round++) {
  const groups = anchors.map((): Size[] => []);
  for (const size of sizes) groups[nearest(size)]!.push(size);
  anchors = groups.map((group): Size => [mean(group.map(([w]) => w)), mean(group.map(([, h]) => h))]);
}
const fit = mean(sizes.map((size) => iou(size, anchors[nearest(size)]!)));
console.log(`${anchors.map(([w, h]) => `${w.toFixed(2)} x ${h.toFixed(2)}`).join(", ")}; mean IoU with the nearest ${fit.toFixed(2)}`);

function nearest(size: Size): number {
  const likeness = anchors.map((anchor) => iou(size, anchor));
  return likeness.indexOf(Math.max(...likeness));
}

/** Of two boxes with the same centre. */
function iou(a: Size, b: Size): number {
  const both = Math.min(a[0], b[0]) * Math.min(a[1], b[1]);
  return both / (a[0] * a[1] + b[0] * b[1] - both);
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0) / numbers.length;
}
