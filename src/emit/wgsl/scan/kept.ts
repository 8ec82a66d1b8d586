import type { Division } from "./divided.ts";
import { type Gathered, insideOf } from "./gathered.ts";

/** A block that changes in every turn, of which a workgroup has its rows in its own memory from the first turn to the last. */
export interface Kept {
  readonly buffer: string;
  readonly type: "f32" | "i32";
  /** Elements of a row; of all, if one workgroup does everything. */
  readonly stride: number;
  /** Whether it lives within a turn, and nowhere else. */
  readonly isPassing: boolean;
}

/** Bytes of workgroup memory that every adapter has, but for what threads need to add up sums together. */
const mostBytes = 8 * 1024;

/** What is kept there, the smallest first; undefined where there is no room for what must be. */
export function keptOf({ turns, buffers, passing, lengths }: Gathered, division: Division | undefined, each: number): readonly Kept[] | undefined {
  const stored = new Set(insideOf(turns).flatMap(({ accesses }) => accesses.flatMap(({ buffer, isStore }) => (isStore ? [buffer] : []))));
  const keepable = (all: Gathered["buffers"], isPassing: boolean): readonly Kept[] =>
    all
      .flatMap(({ name, dtype }): readonly Kept[] => {
        const rows = division?.rows.get(name);
        const stride = (division ? (rows?.isWhole ? rows.stride : undefined) : lengths.get(name))?.constant();
        return stored.has(name) && stride !== undefined ? [{ buffer: name, type: dtype === "f32" ? "f32" : "i32", stride, isPassing }] : [];
      })
      .toSorted((a, b) => a.stride - b.stride);
  let bytes = 0;
  const kept = [...keepable(passing, true), ...keepable(buffers, false)].filter(({ stride }) => (bytes += stride * each * 4) <= mostBytes);
  return kept.filter(({ isPassing }) => isPassing).length < passing.length ? undefined : kept;
}
