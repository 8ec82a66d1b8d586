import type { Kernel } from "../../kernel/kernel.ts";
import type { DType } from "../../types/tensor.ts";

/** What a shader is bound to: one block, or the pool, in which several lie. */
export interface Binding {
  /** Undefined for the pool. */
  readonly block: string | undefined;
  readonly type: "f32" | "i32";
  readonly access: "read" | "read_write";
  /** The buffers of the kernel that are found there. */
  readonly buffers: readonly BoundBuffer[];
}

export interface BoundBuffer {
  readonly name: string;
  readonly block: string;
  readonly dtype: DType;
  readonly access: Kernel["buffers"][number]["access"];
  /** Whether it is better not in the pool, where its elements come one by one. */
  readonly prefersAlone?: boolean;
}

/** What every adapter binds to one shader. */
export const mostBindings = 8;

/**
 * The blocks that lie together in one buffer, so that no shader has more bindings than every adapter allows: of each
 * shader with more, the smallest, by `size`, but for those that are better alone.
 */
export function pooled(shaders: readonly (readonly BoundBuffer[])[], size: (block: string) => number): ReadonlySet<string> {
  const pool = new Set<string>();
  for (const buffers of shaders) {
    const blocks = buffers.toSorted((a, b) => Number(a.prefersAlone ?? false) - Number(b.prefersAlone ?? false) || size(a.block) - size(b.block)).map(({ block }) => block);
    for (const block of blocks) {
      if (bindingCount(blocks, pool) <= mostBindings) break;
      pool.add(block);
    }
  }
  return pool;
}

function bindingCount(blocks: readonly string[], pool: ReadonlySet<string>): number {
  const inPool = blocks.filter((block) => pool.has(block)).length;
  return blocks.length <= mostBindings ? blocks.length : blocks.length - inPool + Math.min(1, inPool);
}

/**
 * One binding for each buffer, or one for all of the pool where they would be too many. Two stretches of one buffer are
 * both bound for writing if one of them is.
 */
export function bindingsOf(buffers: readonly BoundBuffer[], pool: ReadonlySet<string>): readonly Binding[] {
  const shared = buffers.filter(({ block }) => pool.has(block));
  const writes = shared.length > 1 && shared.some(isWritten);
  const alone = (buffer: BoundBuffer): Binding => ({
    block: buffer.block,
    type: buffer.dtype === "f32" ? "f32" : "i32",
    access: isWritten(buffer) || (writes && pool.has(buffer.block)) ? "read_write" : "read",
    buffers: [buffer],
  });
  if (buffers.length <= mostBindings) return buffers.map(alone);
  const whole: Binding = { block: undefined, type: shared.every(({ dtype }) => dtype === "f32") ? "f32" : "i32", access: shared.some(isWritten) ? "read_write" : "read", buffers: shared };
  return [whole, ...buffers.filter(({ block }) => !pool.has(block)).map(alone)];
}

function isWritten({ access }: BoundBuffer): boolean {
  return access !== "read";
}
