import { shapeThreads, type TileShape, tileShapes } from "./shapes.ts";

/** How large a contraction is. */
export interface Extents {
  readonly shared: number;
  readonly rows: number;
  readonly columns: number;
  readonly terms: number;
}

/**
 * The device that estimates are for: an NVIDIA H200, in cycles of one of its processors. That is what could be measured; of the
 * order of the choices, the same is expected elsewhere. With these numbers, the estimates are within 8 % of what was measured
 * for tiles of 64 and 128 at products of 1024, 2048 and 4096 (decision 34).
 */
const device = {
  processors: 132,
  /** Products that a processor adds in a cycle, where nothing else is to be done. */
  sums: 72,
  /** What reading a vector of four from the memory of the workgroup costs beside them, in products. */
  read: 1,
  /** From when terms are read until sums go on: two barriers, and memory. */
  wait: 650,
  /** Bytes that come from memory, or what is before it, in a cycle. */
  bytes: 24,
  /** Warps that a processor can go on with in one cycle. */
  warps: 4,
  registers: 65536,
  threads: 2048,
};

/** A thread that adds up a sum by itself: products a cycle for all threads of a processor, and cycles for each term if it is alone. */
const alone = { sums: 8, term: 40, team: 64 };
/** Results up to which the threads of a workgroup share the terms of each, where there is no tile. */
const fewResults = 4096;

/** Fewer terms are no work for a workgroup. */
const fewestTerms = 16;
/** How much better than a larger one a smaller shape has to be. */
const margin = 0.95;

/** The shape that should take the least time; undefined where it is more than each sum for itself takes. */
export function chooseShape(extents: Extents): TileShape | undefined {
  if (extents.terms < fewestTerms) return undefined;
  let best: { readonly shape: TileShape | undefined; readonly cycles: number } = { shape: undefined, cycles: untiledCycles(extents) };
  for (const shape of tileShapes) {
    const fits = extents.rows >= shape.rows / 2 && extents.columns >= shape.columns / 2;
    // Slices are for where there are too few workgroups.
    if (!fits || (shape.slices > 1 && groupsOf(shape, extents) > 4 * device.processors)) continue;
    const cycles = tiledCycles(shape, extents);
    if (cycles < best.cycles * (best.shape ? margin : 1)) best = { shape, cycles };
  }
  return best.shape;
}

function groupsOf({ rows, columns }: TileShape, extents: Extents): number {
  return extents.shared * Math.ceil(extents.rows / rows) * Math.ceil(extents.columns / columns);
}

/** About how many cycles a contraction takes in tiles of a shape. */
export function tiledCycles(shape: TileShape, extents: Extents): number {
  const { rows, columns, threadRows, threadColumns, depth, slices, isPrefetched } = shape;
  const threads = shapeThreads(shape);
  const perProcessor = Math.ceil(groupsOf(shape, extents) / device.processors);
  const together = Math.min(perProcessor, room(shape));
  const reads = (threadRows + threadColumns) / 4;
  const sums = ((rows * columns * depth) / device.sums) * (1 + (device.read * reads) / (threadRows * threadColumns));
  const step = Math.max(sums, ((rows + columns) * depth * 4) / device.bytes);
  // A few warps leave some of a processor idle.
  const busy = step * Math.max(together, (device.warps * 32) / threads);
  const turns = perProcessor / together;
  const combining = slices > 1 ? threadRows * 150 : 0;
  return turns * (Math.ceil(extents.terms / depth) * (busy + (isPrefetched ? 0 : device.wait)) + combining);
}

/** Workgroups that a processor holds at once. */
function room(shape: TileShape): number {
  const { rows, columns, threadRows, threadColumns, depth, isPrefetched } = shape;
  const threads = shapeThreads(shape);
  const registers = threadRows * threadColumns + threadRows + threadColumns + (isPrefetched ? ((rows + columns) * depth) / threads : 0) + 40;
  return Math.max(1, Math.floor(Math.min(device.threads / threads, device.registers / (registers * threads))));
}

/** Each sum by a thread of its own, or by a workgroup where there are few. */
function untiledCycles({ shared, rows, columns, terms }: Extents): number {
  const results = shared * rows * columns;
  const throughput = (results * terms) / (device.processors * alone.sums);
  return Math.max(throughput, results <= fewResults ? (terms / alone.team) * alone.term + device.wait : terms * alone.term);
}
