import { gpuUsage, type GpuBuffer, type GpuDevice, type GpuEncoder } from "./gpu-types.ts";

/** A stretch of a buffer, in elements of four bytes. */
export interface GpuSource {
  readonly buffer: GpuBuffer;
  /** In bytes. */
  readonly offset: number;
  readonly length: number;
}

interface GpuStaging {
  readonly buffer: GpuBuffer;
  readonly bytes: number;
}

/** Those up to 1 MiB are kept for the next answers: losses are small, and whole models seldom come. */
const gpuKeptBytes = 2 ** 20;

/** Brings memory of the device here. Its buffers are used again, as many as there are answers on their way. */
export class GpuReadback {
  private readonly device: GpuDevice;
  private readonly model: string;
  private readonly free: GpuStaging[] = [];

  constructor(device: GpuDevice, model: string) {
    this.device = device;
    this.model = model;
  }

  /** Writes the copies behind what is encoded; what it gives is to be called after the submission. */
  encode(encoder: GpuEncoder, sources: readonly GpuSource[]): () => Promise<ArrayBuffer[]> {
    const parts = this.divided(sources).map((some) => ({ some, staging: this.copied(encoder, some) }));
    return async () => (await Promise.all(parts.map(({ some, staging }) => this.answer(some, staging)))).flat();
  }

  /** Gives back the buffers that are kept. */
  forget(): void {
    for (const { buffer } of this.free.splice(0)) buffer.destroy();
  }

  /** So that no buffer is larger than one can be. A program without results has an end, too. */
  private divided(sources: readonly GpuSource[]): readonly (readonly GpuSource[])[] {
    const parts: GpuSource[][] = [[]];
    let bytes = 0;
    for (const source of sources) {
      bytes += source.length * 4;
      if (bytes > this.device.limits.maxBufferSize && parts.at(-1)!.length > 0) {
        parts.push([]);
        bytes = source.length * 4;
      }
      parts.at(-1)!.push(source);
    }
    return parts;
  }

  private copied(encoder: GpuEncoder, sources: readonly GpuSource[]): GpuStaging {
    const bytes = Math.max(16, sources.reduce((sum, { length }) => sum + length * 4, 0));
    const index = this.free.findIndex((other) => other.bytes >= bytes);
    const usage = gpuUsage.mapRead | gpuUsage.copyTo;
    const staging = this.free.splice(index, index < 0 ? 0 : 1)[0] ?? { buffer: this.device.createBuffer({ label: `${this.model}: results`, size: bytes, usage }), bytes };
    let at = 0;
    for (const { buffer, offset, length } of sources) {
      encoder.copyBufferToBuffer(buffer, offset, staging.buffer, at, length * 4);
      at += length * 4;
    }
    return staging;
  }

  private async answer(sources: readonly GpuSource[], staging: GpuStaging): Promise<ArrayBuffer[]> {
    await staging.buffer.mapAsync(1);
    const mapped = staging.buffer.getMappedRange();
    let from = 0;
    const results = sources.map(({ length }) => mapped.slice(from, (from += length * 4)));
    staging.buffer.unmap();
    if (staging.bytes <= gpuKeptBytes) this.free.push(staging);
    else staging.buffer.destroy();
    return results;
  }
}
