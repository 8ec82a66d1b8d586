// Draws scenes.npy.gz and masks.npy.gz: 480 pictures of 32 x 32 in 16 greys. In each a few discs, which are the objects, among bars,
// triangles and rings of the same greys, on uneven ground, with noise. They go beside this file, or into the folder that is named:
// node examples/unet/draw-scenes.ts [folder]
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const [folder = import.meta.dirname] = process.argv.slice(2);
const [count, size, seed] = [480, 32, 3];

let state = seed;
/** Uniform in [0, 1): the 32 bits of a linear congruential generator, mixed. */
function uniform(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  let z = state ^ (state >>> 16);
  z = Math.imul(z, 0x45d9f3b) >>> 0;
  return ((z ^ (z >>> 16)) >>> 0) / 2 ** 32;
}

const between = (low: number, high: number): number => low + (high - low) * uniform();
const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

/** Whether a point is inside, in coordinates turned and centred on the shape. */
type Shape = (x: number, y: number) => boolean;

const disc = (r: number, s: number): Shape => (x, y) => (x / r) ** 2 + (y / s) ** 2 < 1;
const bar = (a: number, b: number): Shape => (x, y) => Math.abs(x) < a && Math.abs(y) < b;
const ring = (r: number): Shape => (x, y) => Math.hypot(x, y) < r && Math.hypot(x, y) > r - 1.8;
const triangle = (r: number): Shape => (x, y) => y < r / 2 && Math.sqrt(3) * Math.abs(x) - y < r;

function distractor(): Shape {
  const kind = uniform();
  if (kind < 0.4) return bar(between(1.5, 3), between(4, 9));
  return kind < 0.7 ? triangle(between(3.5, 6)) : ring(between(4, 6));
}

function scene(picture: Uint8Array, mask: Uint8Array): void {
  const [level, slopeX, slopeY] = [between(0.25, 0.45), between(-0.2, 0.2), between(-0.2, 0.2)];
  const shade = (x: number, y: number): number => level + (slopeX * x + slopeY * y) / size;
  const things = Array.from({ length: 3 + Math.floor(between(0, 4)) }, (_, i) => {
    const object = i < 2 || uniform() < 0.4;
    const turn = between(0, Math.PI);
    const [x, y, grey] = [between(3, size - 3), between(3, size - 3), between(0.6, 0.95)];
    return { object, x, y, grey, cos: Math.cos(turn), sin: Math.sin(turn), inside: object ? disc(between(3, 6.5), between(3, 6.5)) : distractor() };
  }).toSorted((a, b) => a.grey - b.grey);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const top = things.findLast((t) => t.inside((x - t.x) * t.cos + (y - t.y) * t.sin, (y - t.y) * t.cos - (x - t.x) * t.sin));
      const value = (top?.grey ?? shade(x, y)) + 0.08 * normal();
      picture[y * size + x] = Math.round(15 * Math.min(1, Math.max(0, value)));
      mask[y * size + x] = top?.object === true ? 1 : 0;
    }
  }
}

/** NumPy's format, version 1: magic, length of the header, header padded to 64 bytes, values. */
function npy(values: Uint8Array): Uint8Array {
  const text = `{'descr': '|u1', 'fortran_order': False, 'shape': (${count}, ${size}, ${size}), }`;
  const header = `${text.padEnd(128 - 11)}\n`;
  return Buffer.concat([Buffer.from([0x93, ...Buffer.from("NUMPY"), 1, 0, header.length, 0]), Buffer.from(header), values]);
}

const [scenes, masks] = [new Uint8Array(count * size * size), new Uint8Array(count * size * size)];
for (let i = 0; i < count; i++) scene(scenes.subarray(i * size ** 2, (i + 1) * size ** 2), masks.subarray(i * size ** 2, (i + 1) * size ** 2));
for (const [name, values] of [["scenes", scenes], ["masks", masks]] as const) {
  writeFileSync(join(folder, `${name}.npy.gz`), gzipSync(npy(values), { level: 9 }));
}
