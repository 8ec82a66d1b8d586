import { ModelError } from "./error.ts";
import type { GpuAdapter, GpuDevice, GpuLimits, GpuProvider } from "./gpu-types.ts";
import { gpuPoolOffsets, type GpuTables } from "./gpu-tables.ts";

declare const navigator: { readonly gpu?: GpuProvider } | undefined;

/** What the browser has, if anything. */
export function gpuOfHere(): GpuProvider | undefined {
  return typeof navigator === "undefined" ? undefined : navigator.gpu;
}

/** A device with room for these blocks. Throws a ModelError where there is no WebGPU, no adapter, or not enough room. */
export async function gpuDevice(provider: GpuProvider | undefined, tables: GpuTables): Promise<GpuDevice> {
  if (!provider) {
    throw new ModelError("no-gpu", "there is no WebGPU here: use a browser that has it, on a page from https or localhost, or give create({ gpu }), in Node from the package `webgpu`");
  }
  const adapter = await provider.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) throw new ModelError("no-gpu", "WebGPU found no adapter: there is no graphics processor with a driver for it, or the browser does not allow its use");
  refuseTooLarge(adapter.limits, tables);
  return adapter.requestDevice({ requiredLimits: neededLimits(adapter, tables) });
}

/** Throws a ModelError that names the first block that is larger than a buffer can be, or what lies together and is. */
export function refuseTooLarge(limits: GpuLimits, tables: GpuTables): void {
  const most = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
  for (const [name, bytes] of gpuBuffersOf(tables)) {
    if (bytes > most) {
      throw new ModelError("gpu-limit", `${tables.model} needs ${mebibytes(bytes)} for ${name}, and this graphics processor gives a buffer at most ${mebibytes(most)}: create it with smaller sizes`);
    }
  }
}

/** Only what is needed: a device with larger limits may be slower. */
function neededLimits({ limits }: GpuAdapter, tables: GpuTables): Record<string, number> {
  const largest = Math.max(0, ...gpuBuffersOf(tables).map(([, bytes]) => bytes));
  const needed: Record<string, number> = {};
  if (largest > 2 ** 27) needed["maxStorageBufferBindingSize"] = Math.min(limits.maxStorageBufferBindingSize, Math.ceil(largest / 4) * 4);
  if (largest > 2 ** 28) needed["maxBufferSize"] = Math.min(limits.maxBufferSize, Math.ceil(largest / 4) * 4);
  return needed;
}

/** The largest that shaders are bound to, in bytes: blocks, and all that lie together. */
function gpuBuffersOf(tables: GpuTables): readonly (readonly [name: string, bytes: number])[] {
  const { blocks, pool } = tables;
  const together = [`what one shader reads and writes at once, ${pool.map((block) => blocks[block]![0]).join(", ")}`, gpuPoolOffsets(tables).get(-1)!] as const;
  return [...blocks.map(([name, length]) => [name, length * 4] as const), together];
}

export function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
