/** The parts of WebGPU that a module uses. `navigator.gpu` of a browser fits, and so does what the package `webgpu` makes in Node. */
export interface GpuProvider {
  requestAdapter(options?: object): Promise<GpuAdapter | null>;
}

export interface GpuAdapter {
  readonly limits: GpuLimits;
  requestDevice(descriptor?: object): Promise<GpuDevice>;
}

export interface GpuLimits {
  readonly maxBufferSize: number;
  readonly maxStorageBufferBindingSize: number;
}

export interface GpuDevice {
  readonly limits: GpuLimits;
  readonly queue: GpuQueue;
  readonly lost: Promise<{ readonly message: string }>;
  createBuffer(descriptor: object): GpuBuffer;
  createShaderModule(descriptor: object): object;
  createBindGroupLayout(descriptor: object): object;
  createPipelineLayout(descriptor: object): object;
  createBindGroup(descriptor: object): GpuBindGroup;
  createComputePipeline(descriptor: object): GpuPipeline;
  createComputePipelineAsync(descriptor: object): Promise<GpuPipeline>;
  createCommandEncoder(descriptor?: object): GpuEncoder;
  pushErrorScope(filter: "out-of-memory" | "validation"): void;
  popErrorScope(): Promise<{ readonly message: string } | null>;
  destroy(): void;
}

export interface GpuQueue {
  writeBuffer(buffer: GpuBuffer, offset: number, data: Float32Array | Int32Array, from?: number, length?: number): void;
  submit(commands: Iterable<object>): void;
}

export interface GpuBuffer {
  mapAsync(mode: number): Promise<unknown>;
  getMappedRange(offset?: number, size?: number): ArrayBuffer;
  unmap(): void;
  destroy(): void;
}

export interface GpuEncoder {
  beginComputePass(descriptor?: object): GpuPass;
  copyBufferToBuffer(from: GpuBuffer, fromOffset: number, to: GpuBuffer, toOffset: number, bytes: number): void;
  finish(): object;
}

export interface GpuPass {
  setPipeline(pipeline: GpuPipeline): void;
  setBindGroup(index: number, group: GpuBindGroup | null | undefined, offsets?: Iterable<number>): void;
  dispatchWorkgroups(x: number, y?: number): void;
  end(): void;
}

export interface GpuPipeline {
  readonly label: string;
}

export interface GpuBindGroup {
  readonly label: string;
}

/** `GPUBufferUsage` and `GPUMapMode`, whose numbers the standard fixes; the objects are not there in Node. */
export const gpuUsage = { mapRead: 1, copyFrom: 4, copyTo: 8, uniform: 64, storage: 128 } as const;
