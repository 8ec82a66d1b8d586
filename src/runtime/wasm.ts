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
 * Starts the binary, whose text is `packed` and which has so many bytes, on fresh memory of `bytes` bytes. `addresses` are those
 * of its blocks. With `relaxed`, where the processor has them, fused multiply-add instructions are used, whose last bits
 * differ from machine to machine. With
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
): Promise<{ readonly buffer: ArrayBuffer; readonly programs: WasmPrograms; readonly finite: (values: Float32Array, length: number) => boolean; readonly close: () => void }> {
  const parts = threadCount(threads);
  const plain = unpackBytes(packed, length);
  const fused = fuse(plain);
  const binary = relaxed && WebAssembly.validate(fused) ? fused : plain;
  if (parts > 1) binary[sharing] = 3;
  const memory = wasmMemory(bytes, parts > 1);
  const module = await WebAssembly.compile(binary);
  const imports = (part: number): ThreadImports => ({ m: { m: memory }, g: addresses, s: threadSettings(part, parts) });
  const { exports } = await WebAssembly.instantiate(module, imports(0));
  // No program: the thread that copies inputs runs it alone. It looks at whole lines of the cache.
  const { are_finite: check, ...programs } = exports;
  const finite = (values: Float32Array, count: number): boolean => count === 0 || check!(values.byteOffset, Math.ceil(count / 16)) === 1;
  if (parts === 1) return { buffer: memory.buffer, programs, finite, close: () => undefined };
  const names = Object.keys(programs);
  const crew = new Crew(memory.buffer);
  try {
    for (let part = 1; part < parts; part++) await crew.add({ module, imports: imports(part), names, words: threadWords });
  } catch (error) {
    crew.close();
    throw error;
  }
  return { buffer: memory.buffer, programs: crew.programs(programs, names), finite, close: () => crew.close() };
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

/** The binary with nothing and `relaxed_madd` for each `f32x4.mul` and `f32x4.add` that is spelled with a byte more than it needs. */
export function fuse(plain: Uint8Array): Uint8Array {
  const binary = plain.slice();
  for (let i = 3; i < binary.length; i++) {
    if (binary[i] !== 0 || binary[i - 1] !== 0x81 || binary[i - 3] !== 0xfd) continue;
    if (binary[i - 2] === 0xe6) binary.fill(1, i - 3, i + 1);
    if (binary[i - 2] === 0xe4) binary.set([0xfd, 0x85, 0x82], i - 3);
  }
  return binary;
}
