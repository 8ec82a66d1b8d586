import { ModelError } from "./error.ts";

/** The parts of WebAssembly that this module uses; every engine since 2021 has them, vectors included. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  instantiate(bytes: Uint8Array, imports: object): Promise<{ readonly instance: { readonly exports: WasmPrograms } }>;
  readonly Memory: new (limits: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
};

/** The programs of the binary, over the sizes of a call. */
export type WasmPrograms = Readonly<Record<string, (...sizes: number[]) => void>>;

/**
 * Starts the binary on fresh memory of so many bytes. `addresses` are those of its blocks. With `relaxed`, where the
 * processor has them, fused multiply-add instructions are used, whose last bits differ from machine to machine.
 */
export async function startWasm(
  text: string,
  fusible: string,
  bytes: number,
  addresses: readonly number[],
  relaxed: boolean,
): Promise<{ readonly buffer: ArrayBuffer; readonly programs: WasmPrograms }> {
  const binary = decodeBase64(text);
  if (relaxed && WebAssembly.validate(decodeBase64(relaxedProbe))) fuse(binary, decodeBase64(fusible));
  const memory = wasmMemory(bytes);
  const { instance } = await WebAssembly.instantiate(binary, { m: { m: memory }, g: Object.fromEntries(addresses.map((address, i) => [i, address])) });
  return { buffer: memory.buffer, programs: instance.exports };
}

function wasmMemory(bytes: number): { readonly buffer: ArrayBuffer } {
  // What lanes that do not count read lies behind the last block.
  const pages = Math.ceil((bytes + 64) / 65536);
  try {
    return new WebAssembly.Memory({ initial: pages });
  } catch {
    throw new ModelError("bad-size", `the model needs ${pages * 64} KiB of memory for these sizes, more than WebAssembly gives here; create it with smaller sizes`);
  }
}

/** Turns `mul` and `add` into nothing and `relaxed_madd`, all of three bytes; the places are the distances from one to the next, in LEB128. */
export function fuse(binary: Uint8Array, distances: Uint8Array): void {
  let place = 0;
  let distance = 0;
  let shift = 0;
  for (const byte of distances) {
    distance += (byte & 127) << shift;
    shift += 7;
    if (byte > 127) continue;
    place += distance;
    // Of f32x4.mul and f32x4.add, the second byte tells which it is.
    binary.set(binary[place + 1] === 0xe6 ? [0x01, 0x01, 0x01] : [0xfd, 0x85, 0x02], place);
    distance = 0;
    shift = 0;
  }
}

/** A module whose only function uses `relaxed_madd`. */
const relaxedProbe = "AGFzbQEAAAABBAFgAAADAgEACj4BPAD9DAAAAAAAAAAAAAAAAAAAAAD9DAAAAAAAAAAAAAAAAAAAAAD9DAAAAAAAAAAAAAAAAAAAAAD9hQIaCw==";

/** The bytes that base64 stands for; without `atob`, which is slow and not everywhere. */
function decodeBase64(text: string): Uint8Array {
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const values = new Uint8Array(128);
  for (let i = 0; i < 64; i++) values[digits.charCodeAt(i)] = i;
  const length = text.endsWith("==") ? text.length - 2 : text.endsWith("=") ? text.length - 1 : text.length;
  const bytes = new Uint8Array(Math.floor((length * 3) / 4));
  for (let i = 0, at = 0; at < bytes.length; i += 4, at += 3) {
    const group = (values[text.charCodeAt(i)]! << 18) | (values[text.charCodeAt(i + 1)]! << 12) | (values[text.charCodeAt(i + 2)]! << 6) | values[text.charCodeAt(i + 3)]!;
    bytes[at] = group >> 16;
    if (at + 1 < bytes.length) bytes[at + 1] = (group >> 8) & 255;
    if (at + 2 < bytes.length) bytes[at + 2] = group & 255;
  }
  return bytes;
}
