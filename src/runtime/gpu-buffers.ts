import { ModelError } from "./error.ts";
import { mebibytes } from "./gpu-device.ts";
import { gpuUsage, type GpuBuffer, type GpuDevice } from "./gpu-types.ts";
import { gpuPoolOffsets, type GpuTables } from "./gpu-tables.ts";

/** A stretch of a buffer. */
export interface GpuBlock {
  readonly buffer: GpuBuffer;
  /** In bytes, a multiple of 256. */
  readonly offset: number;
  readonly bytes: number;
}

/** All memory of a model. */
export interface GpuMemory {
  readonly blocks: readonly GpuBlock[];
  /** The buffer of the blocks that lie together. */
  readonly pool: GpuBlock | undefined;
}

/** One buffer for each block, and one for the pool. Throws a ModelError that names the block for which there is no memory left. */
export async function gpuMemory(device: GpuDevice, tables: GpuTables): Promise<GpuMemory> {
  const { blocks, pool } = tables;
  const offsets = gpuPoolOffsets(tables);
  const total = offsets.get(-1)!;
  const shared = total > 0 ? gpuBuffer(device, tables, blocks[pool[0]!]![0], total) : undefined;
  const made = blocks.map(([name, length], i) => (offsets.has(i) ? shared! : gpuBuffer(device, tables, name, gpuRoom(length))));
  for (const { failure, name, bytes } of shared ? [shared, ...made] : made) {
    if ((await failure) === null) continue;
    for (const { buffer } of made) buffer.destroy();
    const all = blocks.reduce((sum, [, length]) => sum + length * 4, 0);
    throw new ModelError("gpu-memory", `there is no memory left on the graphics processor for ${name} (${mebibytes(bytes)}); ${tables.model} takes ${mebibytes(all)} in all: create it with smaller sizes, or free other models`);
  }
  return {
    blocks: made.map(({ buffer }, i) => ({ buffer, offset: offsets.get(i) ?? 0, bytes: gpuRoom(blocks[i]![1]) })),
    pool: shared && { buffer: shared.buffer, offset: 0, bytes: total },
  };
}

/** The bytes of so many elements, with room for whole vectors of four. */
function gpuRoom(length: number): number {
  return Math.max(1, Math.ceil(length / 4)) * 16;
}

interface GpuAttempt {
  readonly name: string;
  readonly bytes: number;
  readonly buffer: GpuBuffer;
  readonly failure: Promise<object | null>;
}

function gpuBuffer(device: GpuDevice, { model }: GpuTables, name: string, bytes: number): GpuAttempt {
  device.pushErrorScope("out-of-memory");
  const buffer = device.createBuffer({ label: `${model}: ${name}`, size: bytes, usage: gpuUsage.storage | gpuUsage.copyFrom | gpuUsage.copyTo });
  return { name, bytes, buffer, failure: device.popErrorScope() };
}

/** The whole numbers from 0, 256 bytes apart: what a kernel in a loop is told its position by. */
export function gpuPositions(device: GpuDevice, count: number): GpuBuffer {
  const buffer = device.createBuffer({ label: "positions", size: Math.max(1, count) * 256, usage: gpuUsage.uniform | gpuUsage.copyTo });
  const values = new Int32Array(Math.max(1, count) * 64);
  for (let i = 0; i < count; i++) values[i * 64] = i;
  device.queue.writeBuffer(buffer, 0, values);
  return buffer;
}
