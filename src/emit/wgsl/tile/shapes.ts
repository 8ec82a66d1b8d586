/** How a workgroup computes a stretch of a contraction. */
export interface TileShape {
  /** Of the result, what a workgroup computes. */
  readonly rows: number;
  readonly columns: number;
  /** Of that, what one thread adds up: multiples of four. */
  readonly threadRows: number;
  readonly threadColumns: number;
  /** Terms that are brought into the memory of the workgroup at a time. */
  readonly depth: number;
  /** Threads that add up the same results, each over its part of these terms; more than one only where a thread has four by four. */
  readonly slices: number;
  /** Whether the next terms are read from memory while the sums go on with those that are there, which takes registers. */
  readonly isPrefetched: boolean;
}

/**
 * What there is to choose from, the largest first. None needs more than every device has: 256 threads and 16 KiB. Large tiles
 * read less, small ones and slices are for results that would leave most of the device idle.
 */
export const tileShapes: readonly TileShape[] = [
  { rows: 128, columns: 128, threadRows: 8, threadColumns: 8, depth: 16, slices: 1, isPrefetched: true },
  { rows: 64, columns: 64, threadRows: 8, threadColumns: 8, depth: 16, slices: 1, isPrefetched: false },
  { rows: 64, columns: 64, threadRows: 4, threadColumns: 4, depth: 16, slices: 1, isPrefetched: false },
  { rows: 32, columns: 32, threadRows: 4, threadColumns: 4, depth: 16, slices: 1, isPrefetched: false },
  { rows: 64, columns: 16, threadRows: 4, threadColumns: 4, depth: 16, slices: 1, isPrefetched: false },
  // For the few examples of a batch, whose weights would be read for each.
  { rows: 16, columns: 64, threadRows: 4, threadColumns: 4, depth: 16, slices: 1, isPrefetched: false },
  { rows: 32, columns: 32, threadRows: 4, threadColumns: 4, depth: 32, slices: 4, isPrefetched: false },
  { rows: 64, columns: 16, threadRows: 4, threadColumns: 4, depth: 32, slices: 4, isPrefetched: false },
  { rows: 16, columns: 64, threadRows: 4, threadColumns: 4, depth: 32, slices: 4, isPrefetched: false },
  { rows: 16, columns: 16, threadRows: 4, threadColumns: 4, depth: 64, slices: 16, isPrefetched: false },
];

/** Tiles that lie below each other and are computed one after another, before those beside them: workgroups that run at once then need few rows and few columns. */
export const bandRows = 8;

/** The threads of a slice. */
export function sliceThreads({ rows, columns, threadRows, threadColumns }: TileShape): number {
  return (rows / threadRows) * (columns / threadColumns);
}

export function shapeThreads(shape: TileShape): number {
  return sliceThreads(shape) * shape.slices;
}

/** How many vectors are in the memory of a workgroup: stretches of both factors, and later some of the sums of all slices. */
export function stretchLength({ rows, columns, depth }: TileShape): number {
  return ((rows + columns) / 4) * depth;
}
