import { Size } from "../../../types/size.ts";
import type { Axis } from "../axis.ts";
import { type Access } from "./accesses.ts";
import { type Linear, rangeOf, type Surroundings } from "./linear.ts";

/** Which index of a grid the rows are: `within` is how many of its places belong to one row, 1 unless several do. */
export interface RowAxis {
  readonly axis: Axis;
  readonly within: Size;
}

/** The rows of a block: as many elements of it as `stride` side by side are of one row, then come those of the next; behind the last, it begins with the first again. */
export interface Rows {
  readonly stride: Size;
  /** Whether it never begins again: all that is touched is one stretch for each row. */
  readonly isWhole: boolean;
}

/** What a grid may be divided by so that there are `count` rows. */
export function rowAxes(grid: readonly Axis[], count: Size): readonly RowAxis[] {
  return grid.flatMap((axis): readonly RowAxis[] => {
    const within = axis.extent.exactDiv(count);
    return within && within.atLeast(1) === true ? [{ axis, within }] : [];
  });
}

/**
 * How the blocks that change are divided into rows such that whoever works on a row touches nothing of the others;
 * undefined if that is not so for all values of the sizes.
 */
export function rowsOf(accesses: readonly Access[], changing: ReadonlySet<string>, row: RowAxis, count: Size): ReadonlyMap<string, Rows> | undefined {
  const found = new Map<string, Rows>();
  for (const { buffer, index, ranges } of accesses) {
    if (!changing.has(buffer)) continue;
    const rows = index && rowsOfIndex(index, ranges, row, count);
    const known = found.get(buffer);
    if (!rows || (known && !known.stride.equals(rows.stride))) return undefined;
    found.set(buffer, { stride: rows.stride, isWhole: rows.isWhole && (known?.isWhole ?? true) });
  }
  return found;
}

/** `stride * row + rest`, where the rest is below `stride` but for multiples of `stride * count`. */
function rowsOfIndex({ factors, constant }: Linear, ranges: Surroundings["ranges"], { axis, within }: RowAxis, count: Size): Rows | undefined {
  const factor = factors.get(axis.index);
  if (!factor) return undefined;
  const stride = factor.mul(within);
  const cycle = stride.mul(count);
  if (stride.atLeast(1) !== true) return undefined;
  const inside = new Map([...factors].filter(([index, own]) => index !== axis.index && !own.exactDiv(cycle)));
  const isWhole = inside.size === factors.size - 1 && (constant.isZero() || !constant.exactDiv(cycle));
  const rest: Linear = { factors: within.equals(1) ? inside : inside.set(axis.index, factor), constant: constant.exactDiv(cycle) ? Size.of(0) : constant };
  const range = rangeOf(rest, new Map(ranges).set(axis.index, { least: Size.of(0), most: within.sub(1) }));
  return range && range.least.atLeast(0) === true && stride.atLeast(range.most.add(1)) === true ? { stride, isWhole } : undefined;
}
