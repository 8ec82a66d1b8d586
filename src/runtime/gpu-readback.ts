import { gpuUsage, type GpuBuffer, type GpuDevice, type GpuEncoder } from "./gpu-types.ts";

/** A stretch of a buffer, in elements of four bytes. */
export interface GpuSource {
  readonly buffer: GpuBuffer;
  /** In bytes. */
  readonly offset: number;
  readonly length: number;
}

/** Brings memory of the device here. Its buffers are used again, as many as there are answers on their way. */
export class GpuReadback {
  private readonly device: GpuDevice;
  private readonly free: { readonly buffer: GpuBuffer; readonly bytes: number }[] = [];

  constructor(device: GpuDevice) {
    this.device = device;
  }

  /** Writes the copies behind what is encoded; what it gives is to be called after the submission. */
  encode(encoder: GpuEncoder, sources: readonly GpuSource[]): () => Promise<ArrayBuffer[]> {
    const bytes = Math.max(16, sources.reduce((sum, { length }) => sum + length * 4, 0));
    const index = this.free.findIndex((other) => other.bytes >= bytes);
    const usage = gpuUsage.mapRead | gpuUsage.copyTo;
    const staging = this.free.splice(index, index < 0 ? 0 : 1)[0] ?? { buffer: this.device.createBuffer({ label: "results", size: bytes, usage }), bytes };
    let at = 0;
    for (const { buffer, offset, length } of sources) {
      encoder.copyBufferToBuffer(buffer, offset, staging.buffer, at, length * 4);
      at += length * 4;
    }
    return async () => {
      await staging.buffer.mapAsync(1);
      const mapped = staging.buffer.getMappedRange();
      let from = 0;
      const results = sources.map(({ length }) => mapped.slice(from, (from += length * 4)));
      staging.buffer.unmap();
      this.free.push(staging);
      return results;
    };
  }
}
