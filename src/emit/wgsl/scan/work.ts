import type { Axis } from "../axis.ts";
import { laneCount } from "../lanes/lanes.ts";
import type { Division } from "./divided.ts";
import type { Nest } from "./gathered.ts";
import type { RowAxis } from "./rows.ts";
import { type Sharing, sharingOf } from "./sharing.ts";

/** How the rows belong to workgroups, so many to each; one workgroup has all if there is no division. */
export interface Way {
  readonly division: Division | undefined;
  readonly each: number;
}

/** What the threads of a workgroup divide among themselves. */
export interface Work {
  readonly nest: Nest;
  /** Where the rows are in the grid. */
  readonly row: RowAxis | undefined;
  /** What is left of the grid for one row: an index within a row has the name that `withinName` gives. */
  readonly axes: readonly Axis[];
  readonly sharing: Sharing;
}

/** What counts the places of a row in an index that goes through those of all rows. */
export function withinName(index: string): string {
  return `${index} in its row`;
}

export function workOf(nest: Nest, { division, each }: Way): Work {
  const row = division?.axes.get(nest);
  const axes = nest.grid.flatMap((axis): readonly Axis[] => {
    if (axis !== row?.axis) return [axis];
    return row.within.equals(1) ? [] : [{ index: withinName(axis.index), extent: row.within }];
  });
  const last = axes.at(-1);
  const ramp = last && (last.index === row?.axis.index || nest.grid.includes(last) ? last.index : row!.axis.index);
  const sharing = sharingOf(nest, axes, ramp, each);
  return { nest, row, axes: sharing.lanes && last ? [...axes.slice(0, -1), { index: last.index, extent: last.extent.floorDiv(laneCount), step: laneCount }] : axes, sharing };
}
