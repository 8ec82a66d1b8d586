import { convertIndexedToRgb, decode as decodePng } from "fast-png";
import jpeg from "jpeg-js";
import { DiagnosticError } from "../diagnostics/diagnostic.ts";
import { fail } from "../diagnostics/report.ts";
import type { DataFile } from "./table.ts";

/**
 * The values of a PNG or JPEG file of exactly this size, pixel after pixel. Grey becomes colour by repetition; nothing else is
 * changed. Throws DiagnosticError: another size, colours where one channel is wanted, transparency, a damaged file.
 */
export function pixelsOf(file: DataFile, height: number, width: number, channels: number): Uint8Array {
  const { bytes, name } = file;
  if (bytes.length === 0) fail("data-empty", {}, { place: name });
  // The size is compared before anything is unpacked: a small file can announce a huge picture.
  const found = sizeOf(bytes) ?? bad(file, "it is neither a PNG nor a JPEG file");
  const text = (h: number, w: number): string => `${h} high and ${w} wide`;
  if (found.height !== height || found.width !== width) {
    const help = `the reader does not resize pictures: convert the files, or write \`size: [${found.height}, ${found.width}]\``;
    fail("data-wrong-image-size", { expected: text(height, width), found: text(found.height, found.width) }, { place: name, help });
  }
  const { data, channels: given } = decode(file, found.png);
  const pixels = height * width;
  if (data.length !== pixels * given) bad(file, "it holds another number of pixels than it announces");
  const out = new Uint8Array(pixels * channels);
  const [colours, alpha] = [given >= 3, given === 2 || given === 4];
  for (let i = 0; i < pixels; i++) {
    const at = i * given;
    const [r, g, b] = [data[at]!, data[colours ? at + 1 : at]!, data[colours ? at + 2 : at]!];
    if (alpha && data[at + given - 1] !== 255) bad(file, "it has transparent pixels");
    if (channels === 1 && (r !== g || g !== b)) bad(file, "it has colours, but one channel is wanted");
    out[i * channels] = r;
    if (channels === 3) out.set([g, b], i * 3 + 1);
  }
  return out;
}

interface Pixels {
  readonly data: Uint8Array;
  readonly channels: number;
}

function decode(file: DataFile, png: boolean): Pixels {
  try {
    if (!png) return { data: jpeg.decode(file.bytes, { useTArray: true, tolerantDecoding: false }).data, channels: 4 };
    const decoded = decodePng(file.bytes, { checkCrc: true });
    if (decoded.transparency) return bad(file, "one of its colours is transparent");
    if (decoded.palette) return { data: Uint8Array.from(convertIndexedToRgb(decoded)), channels: decoded.palette[0]?.length ?? 3 };
    if (decoded.depth !== 8 || decoded.data instanceof Uint16Array) return bad(file, `its channels have ${decoded.depth} bits; 8 are needed`);
    return { data: Uint8Array.from(decoded.data), channels: decoded.channels };
  } catch (error) {
    if (error instanceof DiagnosticError) throw error;
    return bad(file, error instanceof Error ? error.message : String(error));
  }
}

/** As the file's first bytes announce it. */
function sizeOf(bytes: Uint8Array): { readonly png: boolean; readonly height: number; readonly width: number } | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  if (bytes.length >= 24 && png.every((byte, i) => bytes[i] === byte)) return { png: true, width: view.getUint32(16), height: view.getUint32(20) };
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  // Segments: ff, kind, u16 length that counts itself. The frame's are c0 to cf but for c4, c8 and cc.
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; at += 2 + view.getUint16(at + 2)) {
    const kind = bytes[at + 1]!;
    if (kind >= 0xc0 && kind <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(kind)) return { png: false, height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
  }
  return undefined;
}

function bad(file: DataFile, why: string): never {
  return fail("data-bad-image", { why }, { place: file.name });
}
