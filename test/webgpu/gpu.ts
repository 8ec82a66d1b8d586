import { existsSync } from "node:fs";
import { create } from "webgpu";
import type { GpuProvider } from "../../src/runtime/gpu-types.ts";

/** Dawn without a driver: it checks shaders, layouts and command buffers, and computes nothing. */
export function nullGpu(): GpuProvider {
  return create(["backend=null"]);
}

/** Debian's chromium brings SwiftShader, which computes on the processor; VK_DRIVER_FILES may name another driver. */
const driver = process.env["VK_DRIVER_FILES"] ?? "/usr/lib/chromium/vk_swiftshader_icd.json";

/**
 * SwiftShader writes the zeros that the memory of a workgroup begins with word by word, which takes a second for each shader
 * with a tile. Ours read nothing there that they have not written.
 */
const withoutZeros = "enable-dawn-features=disable_workgroup_init";

/** A device that computes; undefined where there is no driver, or no loader for one (Debian's libvulkan1). */
export async function computingGpu(): Promise<GpuProvider | undefined> {
  if (!existsSync(driver)) return undefined;
  process.env["VK_DRIVER_FILES"] = driver;
  const gpu: GpuProvider = create([withoutZeros]);
  return (await gpu.requestAdapter()) ? gpu : undefined;
}

/** For the names of tests that need one. */
export const whereMissing = `skipped where ${driver} or libvulkan1 is missing`;
