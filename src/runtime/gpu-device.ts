import { ModelError } from "./error.ts";
import type { GpuAdapter, GpuDevice, GpuLimits, GpuProvider } from "./gpu-types.ts";
import type { GpuTables } from "./gpu-tables.ts";

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

/** Throws a ModelError that names the first block that is larger than a buffer can be. */
export function refuseTooLarge(limits: GpuLimits, { model, blocks }: GpuTables): void {
  const most = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
  for (const [name, length] of blocks) {
    if (length * 4 > most) {
      throw new ModelError("gpu-limit", `${model} needs ${mebibytes(length * 4)} for ${name}, and this graphics processor gives a buffer at most ${mebibytes(most)}: create it with smaller sizes`);
    }
  }
}

/** Only what is needed: a device with larger limits may be slower. */
function neededLimits({ limits }: GpuAdapter, { blocks }: GpuTables): Record<string, number> {
  const largest = Math.max(0, ...blocks.map(([, length]) => length * 4));
  const needed: Record<string, number> = {};
  if (largest > 2 ** 27) needed["maxStorageBufferBindingSize"] = Math.min(limits.maxStorageBufferBindingSize, Math.ceil(largest / 4) * 4);
  if (largest > 2 ** 28) needed["maxBufferSize"] = Math.min(limits.maxBufferSize, Math.ceil(largest / 4) * 4);
  return needed;
}

export function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
