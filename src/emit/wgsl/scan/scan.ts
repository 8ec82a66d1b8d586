import type { Kernel } from "../../../kernel/kernel.ts";
import type { Loop } from "../../../schedule/plan.ts";
import type { Size } from "../../../types/size.ts";
import { callsOf } from "../../host/loops.ts";
import type { Axis } from "../axis.ts";
import type { BoundStage } from "../tables.ts";
import { apart, together } from "./cost.ts";
import { type Division, divisionsOf } from "./divided.ts";
import { allTurns, type Gathered, gathered, insideOf, type Nest, type Turns } from "./gathered.ts";
import { type Kept, keptOf } from "./kept.ts";
import type { RowAxis } from "./rows.ts";
import { ordered, type Wait } from "./waits.ts";

/** A loop over kernels in one dispatch: workgroups go through all turns, each with a few rows of its own, or one with everything. */
export interface Scan {
  /** Undefined if one workgroup does it all. */
  readonly rows: GroupedRows | undefined;
  readonly turns: Turns<Work>;
  readonly kept: readonly Kept[];
}

export interface GroupedRows {
  readonly count: Size;
  /** How many belong to one workgroup. */
  readonly each: number;
}

/** What the threads of a workgroup divide among themselves, when all have come so far. */
export interface Work {
  readonly wait: Wait;
  /** Where the rows are in the grid. */
  readonly row: RowAxis | undefined;
  /** What is left of the grid for one row: an index within a row has the name that `withinName` gives. */
  readonly axes: readonly Axis[];
  readonly nest: Nest;
}

/** What counts the places of a row in an index that goes through those of all rows. */
export function withinName(index: string): string {
  return `${index} in its row`;
}

const groupings = [1, 2, 4, 8];

/** The loop in one dispatch, if that is possible and costs less than a dispatch for each nest in each turn. */
export function scanOf(loop: Loop): BoundStage | undefined {
  const all = gathered(loop);
  if (!all) return undefined;
  const ways: Way[] = [...divisionsOf(all).flatMap((division) => groupings.map((each) => ({ division, each }))), { division: undefined, each: 1 }];
  const costs = ways.map((way) => together(all, way));
  const least = Math.min(...costs);
  if (least >= apart(all)) return undefined;
  return inOne(all, ways[costs.indexOf(least)]!);
}

/** What the dispatch is called, and what stands above it: all that its kernels compute. */
export function scanLabel(loop: Loop): Pick<Kernel, "name" | "doc"> {
  const kernels = callsOf([loop]).map(({ kernel }) => kernel);
  const all = (lines: (doc: Kernel["doc"]) => readonly string[]): readonly string[] => [...new Set(kernels.flatMap(({ doc }) => lines(doc)))];
  return { name: `${kernels.at(-1)!.name}_scan`, doc: { source: all(({ source }) => source), equations: all(({ equations }) => equations) } };
}

/** How the rows belong to workgroups; one workgroup has all if there is no division. */
export interface Way {
  readonly division: Division | undefined;
  readonly each: number;
}

function inOne(all: Gathered, { division, each }: Way): BoundStage {
  const kept = keptOf(all, division, each);
  const nests = insideOf(all.turns);
  const rows = division && { count: division.count, each };
  const turns = ordered(all.turns, new Set(kept.map(({ buffer }) => buffer)), (nest, wait) => workOf(nest, division, wait));
  const scan: Scan = { rows, turns, kept };
  const grid: readonly Axis[] = rows ? [{ index: "rows", extent: rows.count.add(each - 1).floorDiv(each) }] : [];
  return { stage: { grid, body: nests.flatMap(({ body }) => body), scan }, buffers: all.buffers };
}

function workOf(nest: Nest, division: Division | undefined, wait: Wait): Work {
  const row = division?.axes.get(nest);
  const axes = nest.grid.flatMap((axis): readonly Axis[] => {
    if (axis !== row?.axis) return [axis];
    return row.within.equals(1) ? [] : [{ index: withinName(axis.index), extent: row.within }];
  });
  return { wait, row, axes, nest };
}

/** The sizes that its grids and loops need. */
export function scanSizes({ rows, turns }: Scan): readonly string[] {
  const extents = [...(rows ? [rows.count] : []), ...allTurns(turns).map(({ extent }) => extent), ...insideOf(turns).flatMap(({ axes }) => axes.map(({ extent }) => extent))];
  return extents.flatMap((extent) => extent.symbols());
}
