import { ModelError } from "./error.ts";
import type { GpuBlock, GpuMemory } from "./gpu-buffers.ts";
import { gpuUsage, type GpuBindGroup, type GpuBuffer, type GpuDevice, type GpuPipeline } from "./gpu-types.ts";
import type { GpuCall, GpuKernel, GpuTables } from "./gpu-tables.ts";

/** A kernel, ready to run on its buffers. */
export interface GpuReady {
  readonly pipeline: GpuPipeline;
  readonly bindings: GpuBindGroup;
}

/** Small buffers that kernels read besides the blocks. */
export interface GpuUniforms {
  readonly sizes: GpuBuffer;
  readonly positions: GpuBuffer;
  readonly guard: GpuBuffer;
}

/** Where the shaders expect what is no block; the blocks come before. */
const gpuBindingOf = { sizes: 8, positions: 9, guard: 15 } as const;

export function gpuUniform(device: GpuDevice, label: string, bytes: number): GpuBuffer {
  return device.createBuffer({ label, size: Math.max(16, bytes), usage: gpuUsage.uniform | gpuUsage.storage | gpuUsage.copyFrom | gpuUsage.copyTo });
}

/** The pipelines of all kernels and the bind groups of all calls. Throws a ModelError for a shader that the device refuses. */
export async function gpuCalls(device: GpuDevice, { kernels, calls }: GpuTables, { blocks, pool }: GpuMemory, uniforms: GpuUniforms): Promise<readonly GpuReady[]> {
  const layouts = new Map<string, object>();
  const layoutOf = (kernel: GpuKernel): object => {
    const key = JSON.stringify([kernel.buffers, kernel.sizes, kernel.positions, kernel.guarded]);
    const known = layouts.get(key) ?? device.createBindGroupLayout({ label: kernel.name, entries: gpuEntries(kernel) });
    layouts.set(key, known);
    return known;
  };
  device.pushErrorScope("validation");
  const made = kernels.map((kernel) => gpuPipeline(device, kernel, layoutOf(kernel)));
  const pipelines = await Promise.all(made);
  const ready = calls.map(([number, ...bound]: GpuCall) => {
    const kernel = kernels[number]!;
    const entries = [...bound.map((number, binding) => ({ binding, resource: gpuResource(number === -2 ? pool : blocks[number], uniforms) })), ...gpuUniformEntries(kernel, uniforms)];
    return { pipeline: pipelines[number]!, bindings: device.createBindGroup({ label: kernel.name, layout: layoutOf(kernel), entries }) };
  });
  const failure = await device.popErrorScope();
  if (failure) throw new ModelError("gpu-refused", `this graphics processor refuses a shader of the module: ${failure.message}`);
  return ready;
}

function gpuResource(block: GpuBlock | undefined, { guard }: GpuUniforms): object {
  return block ? { buffer: block.buffer, offset: block.offset, size: block.bytes } : { buffer: guard };
}

function gpuPipeline(device: GpuDevice, { name, code }: GpuKernel, bindings: object): GpuPipeline | Promise<GpuPipeline> {
  const module = device.createShaderModule({ label: name, code });
  const layout = device.createPipelineLayout({ label: name, bindGroupLayouts: [bindings] });
  const descriptor = { label: name, layout, compute: { module, entryPoint: "main" } };
  // A page must not stop while shaders are compiled; elsewhere it is no matter, and Dawn for Node may crash.
  return "document" in globalThis || "importScripts" in globalThis ? device.createComputePipelineAsync(descriptor) : device.createComputePipeline(descriptor);
}

function gpuEntries({ buffers, sizes, positions, guarded }: GpuKernel): object[] {
  const entry = (binding: number, buffer: object): object => ({ binding, visibility: 4, buffer });
  return [
    ...[...buffers].map((access, binding) => entry(binding, { type: access === "r" ? "read-only-storage" : "storage" })),
    ...(sizes ? [entry(gpuBindingOf.sizes, { type: "uniform" })] : []),
    ...Array.from({ length: positions }, (_, i) => entry(gpuBindingOf.positions + i, { type: "uniform", hasDynamicOffset: true })),
    ...(guarded ? [entry(gpuBindingOf.guard, { type: "uniform" })] : []),
  ];
}

function gpuUniformEntries({ sizes, positions, guarded }: GpuKernel, uniforms: GpuUniforms): object[] {
  return [
    ...(sizes ? [{ binding: gpuBindingOf.sizes, resource: { buffer: uniforms.sizes } }] : []),
    ...Array.from({ length: positions }, (_, i) => ({ binding: gpuBindingOf.positions + i, resource: { buffer: uniforms.positions, size: 4 } })),
    ...(guarded ? [{ binding: gpuBindingOf.guard, resource: { buffer: uniforms.guard } }] : []),
  ];
}
