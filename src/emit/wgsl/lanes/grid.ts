import type { Statement } from "../../../kernel/kernel.ts";
import { isMultiple } from "../../../kernel/unroll.ts";
import { walkStatements } from "../../../kernel/visit.ts";
import type { Size } from "../../../types/size.ts";
import { type Axis, count } from "../axis.ts";
import { typical } from "../typical.ts";
import { fitsLanes, laneCount, type Lanes, lanesOf } from "./lanes.ts";

/** A grid of which each thread takes four neighbouring places along the last axis. */
export interface LaneGrid {
  readonly lanes: Lanes;
  /** Whether the last thread may have fewer, which it then takes one by one. */
  readonly isRagged: boolean;
}

/** Elements for which it pays that the last few are computed by other statements. */
const manyElements = 1024;
/** Threads that keep a device busy, where each has a loop to go through. */
const manyThreads = 2 ** 14;

/** Four places for each thread, if what they read and write lies side by side, and enough threads are left. */
export function laneGridOf(grid: readonly Axis[], body: readonly Statement[]): LaneGrid | undefined {
  const last = grid.at(-1);
  if (!last) return undefined;
  const isRagged = !isMultiple(last.extent, laneCount);
  // Rows of other lengths begin anywhere.
  if (isRagged && (grid.length > 1 || typical(last.extent) < manyElements)) return undefined;
  let loops = false;
  walkStatements(body, (s) => void (loops ||= s.kind === "for"));
  if (loops && typical(count(grid)) < laneCount * manyThreads) return undefined;
  const lanes = lanesOf(body, [last.index]);
  return fitsLanes(body, lanes) ? { lanes, isRagged } : undefined;
}

/** How many threads there are. */
export function laneThreads(grid: readonly Axis[]): Size {
  return count(vectorGrid(grid));
}

/** The grid of the threads: along the last axis, of every fourth place. */
export function vectorGrid(grid: readonly Axis[]): readonly Axis[] {
  return grid.map(({ index, extent }, i) => (i === grid.length - 1 ? { index, extent: extent.add(laneCount - 1).floorDiv(laneCount), step: laneCount } : { index, extent }));
}
