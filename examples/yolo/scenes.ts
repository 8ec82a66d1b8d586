// Scenes from a seed: one to four coloured circles, squares and triangles on a noisy background, and where they are.

/** The same scenes for everybody: the first 80 % to train with, the next 5 % to watch, the rest, from `held.from` on, to test with. */
export const seed = 1;
export const held = { from: 5950, to: 7000 };

/** The side of a scene in pixels, and the most objects in one. */
export const side = 64;
export const most = 4;
export const kinds = ["circle", "square", "triangle"] as const;

export interface Shape {
  /** A place in `kinds`. */
  readonly kind: number;
  /** Centre and extent in pixels; the extent is even. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Red, green, blue from 0 to 255. */
  readonly colour: readonly number[];
}

export interface Scene {
  /** side * side * 3 bytes, row after row. */
  readonly pixels: Uint8Array;
  readonly shapes: readonly Shape[];
}

/** Scenes `from` to `to`, the last not included; the same seed gives the same ones. */
export function scenes(seed: number, from: number, to: number): Scene[] {
  return Array.from({ length: to - from }, (_, i) => scene(uniform(Math.imul(seed, 0x9e3779b1) + from + i)));
}

type Random = () => number;

function scene(random: Random): Scene {
  const ground = colour(random, 40, 150);
  const shapes: Shape[] = [];
  for (let wanted = 1 + Math.floor(random() * most); shapes.length < wanted; ) {
    const shape = anyShape(random, ground);
    // One that lies mostly on another is drawn anew, and after a while there are fewer.
    if (shapes.every((other) => overlap(shape, other) <= 0.1)) shapes.push(shape);
    else if (random() < 0.1) wanted = shapes.length;
  }
  const pixels = new Uint8Array(side * side * 3);
  for (let i = 0; i < side * side; i++) {
    const [x, y] = [(i % side) + 0.5, Math.floor(i / side) + 0.5];
    const shown = shapes.findLast((shape) => covers(shape, x, y))?.colour ?? ground;
    for (let c = 0; c < 3; c++) pixels[3 * i + c] = Math.max(0, Math.min(255, Math.round(shown[c]! + 60 * (random() + random() - 1))));
  }
  return { pixels, shapes };
}

/** Half of the shapes are small; a triangle may be wider than it is high or the other way round. */
function anyShape(random: Random, ground: readonly number[]): Shape {
  const extent = (): number => 2 * Math.round((random() < 0.5 ? 9 + 6 * random() : 16 + 14 * random()) / 2);
  const kind = Math.floor(random() * kinds.length);
  const width = extent();
  const height = kind === 2 ? Math.max(10, 2 * Math.round((width * (0.75 + 0.5 * random())) / 2)) : width;
  const place = (size: number): number => size / 2 + Math.floor(random() * (side - size + 1));
  let shown = colour(random, 0, 256);
  while (Math.hypot(...shown.map((v, c) => v - ground[c]!)) < 90) shown = colour(random, 0, 256);
  return { kind, x: place(width), y: place(height), width, height, colour: shown };
}

function colour(random: Random, low: number, high: number): readonly number[] {
  return [0, 1, 2].map(() => low + (high - low) * random());
}

/** The triangle stands on its base. */
function covers({ kind, x, y, width, height }: Shape, px: number, py: number): boolean {
  const [u, v] = [(px - x) / (width / 2), (py - y) / (height / 2)];
  if (kind === 0) return u * u + v * v <= 1;
  return Math.abs(u) <= (kind === 1 ? 1 : (v + 1) / 2) && Math.abs(v) <= 1;
}

/** The part of the smaller box that the other covers. */
function overlap(a: Shape, b: Shape): number {
  const common = (from: "x" | "y", size: "width" | "height"): number =>
    Math.max(0, Math.min(a[from] + a[size] / 2, b[from] + b[size] / 2) - Math.max(a[from] - a[size] / 2, b[from] - b[size] / 2));
  return (common("x", "width") * common("y", "height")) / Math.min(a.width * a.height, b.width * b.height);
}

/** Numbers in [0, 1): mulberry32. */
function uniform(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z = (z + Math.imul(z ^ (z >>> 7), z | 61)) ^ z;
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}
