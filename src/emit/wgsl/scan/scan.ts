import type { Kernel } from "../../../kernel/kernel.ts";
import type { Loop } from "../../../schedule/plan.ts";
import { Size } from "../../../types/size.ts";
import { callsOf } from "../../host/loops.ts";
import type { Axis } from "../axis.ts";
import { type Accesses, allAccesses, bodyAccesses } from "../lanes/accesses.ts";
import type { Stage } from "../stage.ts";
import type { BoundStage } from "../tables.ts";
import { typical } from "../typical.ts";
import { apart, together } from "./cost.ts";
import { divisionsOf } from "./divided.ts";
import { allTurns, type Gathered, gathered, insideOf, type Turns } from "./gathered.ts";
import { type Kept, keptOf } from "./kept.ts";
import { SharedMemory } from "./shared-memory.ts";
import { passingValues } from "./values.ts";
import { ordered, type Wait } from "./waits.ts";
import { type Way, type Work, workOf } from "./work.ts";

/** A loop over kernels in one dispatch: workgroups go through all turns, each with a few rows of its own, or one with everything. */
export interface Scan {
  /** Undefined if one workgroup does it all. */
  readonly rows: GroupedRows | undefined;
  readonly turns: Turns<OrderedWork>;
  /** Given if a dispatch is so many turns of the outermost loop, or what is left of them: which of these parts it is, it is told like the position of a loop around it. */
  readonly parts: { readonly index: string; readonly turns: number } | undefined;
  readonly kept: readonly Kept[];
  /** Microseconds that its turns are estimated to take on a large device, for typical sizes. */
  readonly cost: number;
}

export interface GroupedRows {
  readonly count: Size;
  /** How many belong to one workgroup. */
  readonly each: number;
}

/** What is done when all threads have come so far. */
export interface OrderedWork extends Work {
  readonly wait: Wait;
}

const groupings = [1, 2, 4, 8];

/** Microseconds of a dispatch, on a large device: small ones may take a hundred times as long, and systems end what takes seconds. */
const longest = 20_000;

/** The loop in one dispatch, if that is possible and costs less than a dispatch for each nest in each turn. */
export function scanOf(loop: Loop): BoundStage | undefined {
  const all = gathered(loop);
  if (!all) return undefined;
  const passing = passingValues(loop);
  const beside = passing.size > 0 ? gathered(loop, passing) : undefined;
  const ways = [...inRows(all), ...(beside ? inRows(beside) : []), { all, way: { division: undefined, each: 1 } }];
  const costs = ways.map((one) => together(one.all, one.way));
  const least = Math.min(...costs);
  const best = ways[costs.indexOf(least)]!;
  return least < apart(all) ? inOne(best.all, best.way, { parts: partsOf(loop, least), cost: least }) : undefined;
}

/** The ways in which workgroups have rows of their own. */
function inRows(all: Gathered): readonly { readonly all: Gathered; readonly way: Way }[] {
  return divisionsOf(all).flatMap((division) => groupings.flatMap((each) => (keptOf(all, division, each) ? [{ all, way: { division, each } }] : [])));
}

/** Parts of as many turns as there may be in a dispatch, if there may be more. */
function partsOf({ index, extent }: Loop, cost: number): Scan["parts"] {
  const turns = 2 ** Math.floor(Math.log2(Math.max(1, (longest / cost) * typical(extent))));
  return Size.of(turns).atLeast(extent) === true ? undefined : { index: `${index} part`, turns };
}

/** Microseconds that the turns of all scans of a program are estimated to take on a large device, for typical sizes. */
export function scanCost(stages: readonly Pick<Stage, "scan">[]): number {
  return stages.reduce((sum, { scan }) => sum + (scan?.cost ?? 0), 0);
}

/** How many dispatches it is. */
export function scanParts({ parts, turns: { extent } }: Scan): Size {
  return parts ? extent.add(parts.turns - 1).floorDiv(parts.turns) : Size.of(1);
}

/** What the dispatch is called, and what stands above it: all that its kernels compute. */
export function scanLabel(loop: Loop): Pick<Kernel, "name" | "doc"> {
  const kernels = callsOf([loop]).map(({ kernel }) => kernel);
  const all = (lines: (doc: Kernel["doc"]) => readonly string[]): readonly string[] => [...new Set(kernels.flatMap(({ doc }) => lines(doc)))];
  return { name: `${kernels.at(-1)!.name}_scan`, doc: { source: all(({ source }) => source), equations: all(({ equations }) => equations) } };
}

function inOne(all: Gathered, way: Way, { parts, cost }: Pick<Scan, "parts" | "cost">): BoundStage {
  const { division, each } = way;
  const kept = keptOf(all, division, each)!;
  const rows = division && { count: division.count, each };
  const memory = new SharedMemory();
  const works = new Map(insideOf(all.turns).map((nest) => [nest, memory.fitting(workOf(nest, way))]));
  const turns = ordered(all.turns, new Set(kept.map(({ buffer }) => buffer)), (nest, wait): OrderedWork => ({ ...works.get(nest)!, wait }));
  const scan: Scan = { rows, turns, parts, kept, cost };
  const grid: readonly Axis[] = rows ? [{ index: "rows", extent: rows.count.add(each - 1).floorDiv(each) }] : [];
  const { wide, parted } = scanAccesses(scan);
  const buffers = all.buffers.map((buffer) => (wide.has(buffer.name) && !parted.has(buffer.name) ? { ...buffer, prefersAlone: true } : buffer));
  return { stage: { grid, body: [...works.keys()].flatMap(({ body }) => body), scan }, buffers };
}

/** How it reaches its buffers: what is kept is brought and copied back one by one. */
export function scanAccesses({ turns, kept }: Scan): Accesses {
  const { wide, parted } = allAccesses(
    insideOf(turns).flatMap(({ nest, sharing }) => [bodyAccesses(nest.body, sharing.lanes), ...[...(sharing.terms?.lanes?.values() ?? [])].map(({ body, lanes }) => bodyAccesses(body, lanes))]),
  );
  return { wide, parted: new Set([...parted, ...kept.map(({ buffer }) => buffer)]) };
}

/** The sizes that its grids and loops need. */
export function scanSizes({ rows, turns, parts }: Scan): readonly string[] {
  const extents = [...(rows ? [rows.count] : []), ...allTurns(turns).map(({ extent }) => extent), ...insideOf(turns).flatMap(({ axes }) => axes.map(({ extent }) => extent))];
  return [...extents.flatMap((extent) => extent.symbols()), ...(parts ? [parts.index] : [])];
}
