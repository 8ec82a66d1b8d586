import type { Division } from "./divided.ts";
import { type Gathered, insideOf } from "./gathered.ts";

/** A block that changes in every turn, of which a workgroup has its rows in its own memory from the first turn to the last. */
export interface Kept {
  readonly buffer: string;
  readonly type: "f32" | "i32";
  /** Elements of a row; of all, if one workgroup does everything. */
  readonly stride: number;
}

/** Bytes of workgroup memory that every adapter has, but for what threads need to add up sums together. */
const mostBytes = 8 * 1024;

/** What is kept there, the smallest first. */
export function keptOf({ turns, buffers, lengths }: Gathered, division: Division | undefined, each: number): readonly Kept[] {
  const stored = new Set(insideOf(turns).flatMap(({ accesses }) => accesses.flatMap(({ buffer, isStore }) => (isStore ? [buffer] : []))));
  const strides = buffers.flatMap(({ name, dtype }): readonly Kept[] => {
    const rows = division?.rows.get(name);
    const stride = (division ? (rows?.isWhole ? rows.stride : undefined) : lengths.get(name))?.constant();
    return stored.has(name) && stride !== undefined ? [{ buffer: name, type: dtype === "f32" ? "f32" : "i32", stride }] : [];
  });
  let bytes = 0;
  return strides.toSorted((a, b) => a.stride - b.stride).filter(({ stride }) => (bytes += stride * each * 4) <= mostBytes);
}
