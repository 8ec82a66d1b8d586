// Paints painting.png from a seed: strokes along a field of whirls, in the colours of a night. It goes beside this file, or into the
// folder that is named: node examples/style/paint.ts [folder]
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { encode } from "fast-png";

const [folder = import.meta.dirname] = process.argv.slice(2);
/** `fine` by `fine` points are averaged to a pixel. */
const [width, height, fine, seed] = [240, 160, 3, 5];

let state = seed;
/** Uniform in [0, 1): xorshift of 32 bits. */
function uniform(): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 2 ** 32;
}

const between = (low: number, high: number): number => low + (high - low) * uniform();

type Colour = readonly [number, number, number];

/** Each with how often it is taken. */
const night: readonly (readonly [number, Colour])[] = [
  [20, [20, 36, 96]], [22, [32, 64, 140]], [20, [60, 110, 180]], [12, [120, 170, 205]], [6, [200, 215, 190]], [10, [240, 205, 90]], [5, [225, 160, 50]], [5, [18, 24, 60]],
];
const stars: readonly (readonly [number, Colour])[] = [[1, [200, 215, 190]], [3, [240, 205, 90]], [1, [225, 160, 50]]];

function pick(palette: readonly (readonly [number, Colour])[]): Colour {
  let left = uniform() * palette.reduce((sum, [weight]) => sum + weight, 0);
  return (palette.find(([weight]) => (left -= weight) < 0) ?? palette[0]!)[1];
}

const whirls = Array.from({ length: 6 }, (_, i) => ({ x: ((i + between(0.2, 0.8)) * width) / 6, y: between(0, height), turn: i % 2 === 0 ? 1 : -1 }));

/** Where a stroke goes on: to the right, and around the whirls that are near. */
function direction(x: number, y: number): number {
  let [u, v] = [1, 0.2 * Math.sin(x / 20)];
  for (const whirl of whirls) {
    const [dx, dy] = [x - whirl.x, y - whirl.y];
    const r = Math.hypot(dx, dy) + 1e-3;
    const near = 3 * Math.exp((-r * r) / (2 * 26 ** 2)) * whirl.turn;
    u -= (near * dy) / r;
    v += (near * dx) / r;
  }
  return Math.atan2(v, u);
}

const canvas = new Float64Array(width * height * fine * fine * 3).fill(40);

function dab(x: number, y: number, radius: number, colour: Colour): void {
  const [cx, cy, r] = [x * fine, y * fine, radius * fine];
  for (let j = Math.max(0, Math.ceil(cy - r)); j <= Math.min(height * fine - 1, cy + r); j++) {
    for (let i = Math.max(0, Math.ceil(cx - r)); i <= Math.min(width * fine - 1, cx + r); i++) {
      if ((i - cx) ** 2 + (j - cy) ** 2 <= r * r) canvas.set(colour, (j * width * fine + i) * 3);
    }
  }
}

for (let n = 0; n < 5600; n++) {
  let [x, y] = [between(-8, width + 8), between(-8, height + 8)];
  const inside = whirls.some((whirl) => Math.hypot(x - whirl.x, y - whirl.y) < 12) && uniform() < 0.7;
  const base = pick(inside ? stars : night);
  const tint = between(-14, 14);
  const colour: Colour = [base[0] + tint + between(-8, 8), base[1] + tint, base[2] + tint + between(-8, 8)];
  const radius = between(0.8, 1.6);
  for (let length = 2 * between(8, 16); length > 0; length--) {
    dab(x, y, radius, colour);
    const angle = direction(x, y);
    [x, y] = [x + Math.cos(angle) / 2, y + Math.sin(angle) / 2];
  }
}

const data = new Uint8Array(width * height * 3);
for (let y = 0; y < height; y++) {
  for (let x = 0; x < width * 3; x++) {
    let sum = 0;
    for (let b = 0; b < fine; b++) for (let a = 0; a < fine; a++) sum += canvas[((y * fine + b) * width * fine + Math.floor(x / 3) * fine + a) * 3 + (x % 3)]!;
    data[y * width * 3 + x] = Math.min(255, Math.max(0, Math.round(sum / fine ** 2)));
  }
}
writeFileSync(join(folder, "painting.png"), encode({ width, height, data, channels: 3 }));
