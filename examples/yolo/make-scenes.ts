// Writes scenes.idx (pixels, one byte each) and boxes.idx (of each object: 1, x, y, width, height in units of the image, kind; then
// zeros) beside this file, or into the folder that is named: `node examples/yolo/make-scenes.ts [folder] [count]`.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { held, most, scenes, seed, side, type Scene } from "./scenes.ts";

const [folder = import.meta.dirname, count = String(held.to)] = process.argv.slice(2);
const made = scenes(seed, 0, Number(count));
writeFileSync(join(folder, "scenes.idx"), Buffer.concat([header(0x08, [made.length, side, side, 3]), ...made.map((s) => s.pixels)]));
writeFileSync(join(folder, "boxes.idx"), Buffer.concat([header(0x0d, [made.length, most, 6]), ...made.map(boxes)]));
console.log(`${made.length} scenes in ${folder}`);

/** IDX: two zeros, the type of the elements, the number of axes, and their lengths in 32 bits each, big-endian as all numbers. */
function header(type: number, shape: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + 4 * shape.length);
  bytes.set([0, 0, type, shape.length]);
  shape.forEach((size, i) => bytes.writeUInt32BE(size, 4 + 4 * i));
  return bytes;
}

function boxes({ shapes }: Scene): Buffer {
  const bytes = Buffer.alloc(most * 6 * 4);
  shapes.forEach(({ x, y, width, height, kind }, o) => {
    [1, x / side, y / side, width / side, height / side, kind].forEach((value, i) => bytes.writeFloatBE(value, 4 * (6 * o + i)));
  });
  return bytes;
}
