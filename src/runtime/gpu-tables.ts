/** A shader of the module, and what it is bound to. */
export interface GpuKernel {
  readonly name: string;
  readonly code: string;
  /** One letter for each buffer, `r` for those that it only reads. */
  readonly buffers: string;
  /** Whether it reads sizes of the call. */
  readonly sizes: boolean;
  /** How many indices of loops around it reads. */
  readonly positions: number;
  /** Whether it does nothing once a loss was not finite. */
  readonly guarded: boolean;
}

/** A place where a kernel is run: its number, then those of the blocks that its buffers are; -1 is the guard, -2 the whole pool. */
export type GpuCall = readonly [kernel: number, ...blocks: number[]];

/** What a model is made of. */
export interface GpuTables {
  readonly model: string;
  readonly kernels: readonly GpuKernel[];
  readonly calls: readonly GpuCall[];
  /** The names of the blocks of memory, and their lengths in elements of four bytes. */
  readonly blocks: readonly (readonly [name: string, length: number])[];
  /** Blocks that lie together in one buffer. */
  readonly pool: readonly number[];
  /** How many sizes a call has. */
  readonly sizes: number;
  /** The largest extent of a loop over kernels; 0 for none. */
  readonly positions: number;
}

/** Where the blocks of the pool begin, in bytes, and under -1 where the last of them ends. */
export function gpuPoolOffsets({ blocks, pool }: GpuTables): ReadonlyMap<number, number> {
  const offsets = new Map<number, number>();
  let end = 0;
  for (const block of pool) {
    offsets.set(block, end);
    end += Math.ceil((blocks[block]![1] * 4) / 256) * 256;
  }
  return offsets.set(-1, end);
}
