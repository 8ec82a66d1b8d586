// Draws what was found in the first test scenes: `npx nnc predict examples/yolo/yolo.nnet -o found.json`, then
// `node examples/yolo/draw.ts found.json found.png`. A frame is white around a circle, yellow around a square, cyan around a triangle.
import { readFileSync, writeFileSync } from "node:fs";
import { encode } from "fast-png";
import { held, scenes, seed, side } from "./scenes.ts";

interface Found {
  /** Sixteen boxes, x0, y0, x1, y1 in units of the image. */
  readonly box: readonly number[];
  readonly kind: readonly number[];
  readonly score: readonly number[];
}

const colours = [[255, 255, 255], [255, 230, 0], [0, 230, 255]] as const;
const [columns, rows, zoom, likely] = [6, 2, 3, 0.5];
const [from = "found.json", to = "found.png"] = process.argv.slice(2);
const { examples } = JSON.parse(readFileSync(from, "utf8")) as { readonly examples: readonly Found[] };

const tile = side * zoom;
const width = columns * tile;
const data = new Uint8Array(3 * width * rows * tile);
scenes(seed, held.from, held.from + columns * rows).forEach(({ pixels }, n) => {
  const [left, top] = [(n % columns) * tile, Math.floor(n / columns) * tile];
  for (let y = 0; y < tile; y++) {
    for (let x = 0; x < tile; x++) {
      const at = 3 * (Math.floor(y / zoom) * side + Math.floor(x / zoom));
      paint(left + x, top + y, pixels.subarray(at, at + 3));
    }
  }
  const { box, kind, score } = examples[n]!;
  score.forEach((value, r) => {
    if (value >= likely) frame(left, top, box.slice(4 * r, 4 * r + 4), colours[kind[r]!]!);
  });
});
writeFileSync(to, encode({ width, height: rows * tile, data, channels: 3 }));

function paint(x: number, y: number, colour: ArrayLike<number>): void {
  data.set(colour, 3 * (y * width + x));
}

/** Two pixels thick, kept within its tile. */
function frame(left: number, top: number, box: readonly number[], colour: ArrayLike<number>): void {
  const [x0, y0, x1, y1] = box.map((v) => Math.max(0, Math.min(tile - 1, Math.round(v * tile)))) as [number, number, number, number];
  for (let y = y0; y <= y1; y++) {
    for (let x = x0; x <= x1; x++) {
      if (Math.min(x - x0, x1 - x, y - y0, y1 - y) < 2) paint(left + x, top + y, colour);
    }
  }
}
