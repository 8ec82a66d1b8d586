import { encode } from "fast-png";
import { fail } from "../diagnostics/report.ts";
import type { ModuleInterface } from "../schedule/plan.ts";
import { typeText } from "../types/tensor.ts";

/** An output whose examples are pictures. */
export interface PictureKind {
  readonly name: string;
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
}

export interface Picture extends PictureKind {
  /** Row after row, pixel after pixel: 0 is black, 1 is white; what lies outside is cut off. */
  readonly values: ArrayLike<number>;
}

const white = 255;
/** Between pictures, in their own pixels. */
const gap = 1;
/** Between examples of several pictures, so that one sees what belongs together. */
const wideGap = 3;
/** A screen shows 8 million. */
const mostPixels = 2 ** 26;

/** The outputs of [N, H, W] or [N, H, W, 1] (grey) and [N, H, W, 3] (colour). Throws DiagnosticError if there are none. */
export function picturesAmong(outputs: ModuleInterface["outputs"]): readonly PictureKind[] {
  const found = outputs.flatMap(({ name, type }) => {
    const [height, width, channels = 1] = type.shape.slice(1).map((size) => size.constant());
    if (type.dtype === "i32" || type.shape.length > 4 || height === undefined || width === undefined || (channels !== 1 && channels !== 3)) return [];
    return [{ name, height, width, channels } satisfies PictureKind];
  });
  if (found.length > 0) return found;
  const help = "pictures are outputs of [N, H, W, 1] (grey), [N, H, W, 3] (colour) or [N, H, W], with values from 0 to 1";
  return fail("no-picture", { outputs: outputs.map(({ name, type }) => `${name} is ${typeText(type)}`).join(", ") }, { help });
}

/**
 * A PNG file with the pictures of each example side by side, in the order of the outputs, and the examples in a grid that is about as
 * high as wide. Each pixel becomes `zoom` by `zoom`. Throws DiagnosticError if that is too large.
 */
export function mosaic(examples: readonly (readonly Picture[])[], zoom: number): Uint8Array {
  const [kinds = []] = examples;
  const apart = kinds.length > 1 ? wideGap : gap;
  // Of an example, with the gap to the next one.
  const strip = { width: kinds.reduce((sum, { width }) => sum + width + gap, -gap) + apart, height: Math.max(...kinds.map((p) => p.height)) + apart };
  const columns = Math.min(examples.length, Math.ceil(Math.sqrt((examples.length * strip.height) / strip.width)));
  const rows = Math.ceil(examples.length / columns);
  const [width, height] = [(columns * strip.width - apart) * zoom, (rows * strip.height - apart) * zoom];
  if (!(width * height <= mostPixels)) fail("picture-too-large", { width, height }, { help: "draw fewer examples: `--limit 64` takes the first 64" });
  const channels = kinds.some((p) => p.channels === 3) ? 3 : 1;
  const canvas = { data: new Uint8Array(width * height * channels).fill(white), width, height, channels };
  examples.forEach((pictures, i) => {
    let left = (i % columns) * strip.width;
    for (const picture of pictures) {
      draw(canvas, picture, Math.floor(i / columns) * strip.height, left, zoom);
      left += picture.width + gap;
    }
  });
  return encode(canvas);
}

interface Canvas {
  readonly data: Uint8Array;
  readonly width: number;
  readonly channels: number;
}

function draw({ data, width, channels }: Canvas, picture: Picture, top: number, left: number, zoom: number): void {
  for (let y = 0; y < picture.height * zoom; y++) {
    for (let x = 0; x < picture.width * zoom; x++) {
      const from = (Math.floor(y / zoom) * picture.width + Math.floor(x / zoom)) * picture.channels;
      const to = ((top * zoom + y) * width + left * zoom + x) * channels;
      for (let c = 0; c < channels; c++) data[to + c] = 255 * Math.min(1, Math.max(0, picture.values[from + (c % picture.channels)]!)) + 0.5;
    }
  }
}
