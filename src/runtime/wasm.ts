import { ModelError } from "./error.ts";
import { unpackBytes } from "./packed.ts";
import { Crew, threadCount, type ThreadImports, threadSettings, threadWords } from "./threads.ts";

/** The parts of WebAssembly that this module uses; every engine since 2021 has them, vectors included. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(module: object, imports: object): Promise<{ readonly exports: WasmPrograms }>;
  readonly Memory: new (limits: { readonly initial: number; readonly maximum: number; readonly shared: boolean }) => { readonly buffer: ArrayBuffer };
};

/** The programs of the binary, over the sizes of a call: 0 where a loss that is not finite has ended it, else 1. */
export type WasmPrograms = Readonly<Record<string, (...sizes: number[]) => number>>;

/**
 * Starts the binary on fresh memory of so many bytes. `packed` is the binary, which has so many bytes, and behind it where
 * in it a multiplication and an addition may be fused. `addresses` are those of its blocks. With `relaxed`, where the
 * processor has them, fused multiply-add instructions are used, whose last bits differ from machine to machine. With
 * several `threads`, the byte at the place `sharing` of the binary says that its memory is shared: threads need such
 * memory, and all others are spared it.
 */
export async function startWasm(
  packed: string,
  length: number,
  bytes: number,
  addresses: readonly number[],
  relaxed: boolean,
  threads = 1,
  sharing = 0,
): Promise<{ readonly buffer: ArrayBuffer; readonly programs: WasmPrograms; readonly close: () => void }> {
  const parts = threadCount(threads);
  const all = unpackBytes(packed);
  const binary = all.subarray(0, length);
  if (relaxed && WebAssembly.validate(new Uint8Array(relaxedProbe))) fuse(binary, all.subarray(length));
  if (parts > 1) binary[sharing] = 3;
  const memory = wasmMemory(bytes, parts > 1);
  const module = await WebAssembly.compile(binary);
  const g = Object.fromEntries(addresses.map((address, i) => [i, address]));
  const imports = (part: number): ThreadImports => ({ m: { m: memory }, g, s: threadSettings(part, parts) });
  const { exports } = await WebAssembly.instantiate(module, imports(0));
  if (parts === 1) return { buffer: memory.buffer, programs: exports, close: () => undefined };
  const names = Object.keys(exports);
  const crew = new Crew(memory.buffer);
  try {
    for (let part = 1; part < parts; part++) await crew.add({ module, imports: imports(part), names, words: threadWords });
  } catch (error) {
    crew.close();
    throw error;
  }
  return { buffer: memory.buffer, programs: crew.programs(exports, names), close: () => crew.close() };
}

function wasmMemory(bytes: number, shared: boolean): { readonly buffer: ArrayBuffer } {
  // What lanes that do not count read lies behind the last block.
  const pages = Math.ceil((bytes + 64) / 65536);
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
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

/** A module whose only function has a `relaxed_madd`, which nothing ever runs. */
const relaxedProbe = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 0, 253, 133, 2, 26, 11];
