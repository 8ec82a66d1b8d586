import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { fail } from "../diagnostics/report.ts";
import type { GpuProvider } from "../runtime/gpu-types.ts";

/** Where the package may be: in the project of this folder, or else beside nnc. */
const places = (): readonly string[] => [join(process.cwd(), "package.json"), import.meta.url];

/** Node has no WebGPU of its own: what has it is the package `webgpu`. Refuses where it is in none of the places. */
export async function gpuOfNode(from = places()): Promise<GpuProvider> {
  const found = from.map(resolved).find((path) => path !== undefined);
  if (found === undefined) {
    return fail("no-gpu", { why: "there is no WebGPU here: Node has none of its own, and the package `webgpu` is not installed in this folder" }, { place: "--target", help: "`npm install webgpu`, or train on the processor, without `--target`" });
  }
  try {
    const loaded: unknown = await import(/* @vite-ignore */ pathToFileURL(found).href);
    if (isPackage(loaded)) return loaded.create([]);
    throw new Error("it has no function `create`");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fail("no-gpu", { why: `the package \`webgpu\` in ${found} does not work here: ${why}` }, { place: "--target", help: "`npm install webgpu@latest`: it has binaries for Linux, macOS and Windows" });
  }
}

function resolved(from: string): string | undefined {
  try {
    return createRequire(from).resolve("webgpu");
  } catch {
    return undefined;
  }
}

function isPackage(loaded: unknown): loaded is { create(options: readonly string[]): GpuProvider } {
  return typeof loaded === "object" && loaded !== null && "create" in loaded && typeof loaded.create === "function";
}
