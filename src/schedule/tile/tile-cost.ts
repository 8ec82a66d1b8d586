import { asSize } from "../../kernel/build.ts";
import type { Expression, For } from "../../kernel/kernel.ts";
import { isMultiple } from "../../kernel/unroll.ts";
import { mentions } from "../../kernel/visit.ts";
import type { Size } from "../../types/size.ts";
import { nominalTrips, strideOf } from "./loop-nest.ts";
import { laneCount, lineLength, type Machine } from "../machine.ts";
import type { Reduction } from "./reduction.ts";

/** How results of a reduction are computed side by side; each element read serves several. */
export interface Tile {
  /** The loop whose turns are lanes: one around the reduction (neighbouring results), or one of its own (neighbouring terms). */
  readonly lanes?: { readonly kind: "results" | "terms"; readonly loop: For };
  /** How many turns of which loops run at once in registers; of the loop with lanes of results, how many vectors. */
  readonly along: readonly { readonly loop: For; readonly factor: number }[];
  /** Accumulators for each result, between which its terms take turns. */
  readonly split: number;
}

/** What an estimate is made of: instructions of one step of a tile, in which all its results take in a term. */
export interface TileCost {
  readonly arithmetic: number;
  readonly reads: number;
  /** Of the loop around. */
  readonly overhead: number;
  /** Of values that wander between registers and memory. */
  readonly spills: number;
  /** Of the lanes of a sum, at its end. */
  readonly combining: number;
  /** The least that a step takes: instructions that could begin while a sum waits for the one before, or while what is read arrives. */
  readonly waiting: number;
  /** How many results share them, lanes counted. */
  readonly results: number;
  /** What is left over beside whole tiles adds this to the cost of a term of a result, */
  readonly left: number;
  /** which is this. */
  readonly total: number;
}

/** Cycles until a sum can be added to again. */
const latency = 4;
/** Instructions that begin in one cycle. */
const issue = 4;

/** Cycles from writing a register to memory until it is read back: what a sum that does not fit into registers waits for in each turn. */
const forwarding = 10;

/**
 * Estimated instructions for one term of one result: reads, loop overhead and arithmetic, divided among all that a step
 * computes. What does not fill a tile is a smaller one, where its size is known, or else runs at the speed of a single result.
 */
export function tileCost(tile: Tile, reduction: Reduction, machine: Machine): TileCost {
  const whole = wholeCost(tile, reduction, machine);
  const left = tile.along.reduce((sum, { loop, factor }) => {
    const width = tile.lanes?.kind === "results" && tile.lanes.loop === loop ? laneCount : 1;
    const share = leftOver(loop, factor * width);
    if (share === 0) return sum;
    const rest = restTile(asSize(loop.to)?.floorDiv(width), factor, machine);
    const along = rest !== undefined ? tile.along.map((each) => (each.loop === loop ? { loop, factor: rest } : each)) : [];
    return sum + share * (wholeCost({ ...tile, along }, reduction, machine).total - whole.total);
  }, 0);
  return { ...whole, left, total: whole.total + left };
}

/** How many turns behind whole tiles are one, too: where they are many of all, for each tile is code of its own. */
export function restTile(extent: Size | undefined, factor: number, machine: Machine): number | undefined {
  const turns = extent?.constant();
  const rest = turns === undefined ? 0 : turns % factor;
  return machine.lanes > 1 && rest > 1 && rest * 32 >= turns! ? rest : undefined;
}

/** The same where everything is in a whole tile. */
function wholeCost(tile: Tile, reduction: Reduction, machine: Machine): TileCost {
  const { along, lanes, split } = tile;
  const { loops, loads, accumulators } = reduction;
  const width = lanes ? filled(lanes) : 1;
  const factorOf = (index: Expression): number => along.reduce((product, { loop, factor }) => product * (mentions(index, loop.index) ? factor : 1), 1);
  const results = along.reduce((product, { factor }) => product * factor, 1);
  const reads = loads.reduce((sum, { index }) => sum + factorOf(index) * readCost(index, tile, reduction), 0);
  const copies = loads.map(({ index }) => factorOf(index));
  // What changes with the loop that is written out innermost stays for a row of the tile; the rest, and what one result alone reads, comes one after another.
  const innermost = lanes?.kind === "results" && along.some(({ loop }) => loop === lanes.loop) ? lanes.loop : along.at(-1)?.loop;
  const staying = loads.map(({ index }) => (innermost && mentions(index, innermost.index) && factorOf(index) < results ? factorOf(index) : 1));
  const needed = results * accumulators * split + (lanes ? Math.max(...staying) + 2 : copies.reduce((a, b) => a + b, 0));
  const spilled = Math.max(0, needed - machine.registers) * (lanes ? 2 : 0.6);
  const combining = lanes?.kind === "terms" ? (10 * results) / (loops.reduce((trips, loop) => trips * nominalTrips(loop), 1) / laneCount) : 0;
  const [overhead, spills] = [3 / split, spilled / split];
  const arithmetic = results * accumulators;
  const instructions = arithmetic + reads + combining + overhead + spills;
  // JavaScript has enough to do beside each sum.
  const waiting = machine.lanes === 1 ? 0 : ((latency + (spilled > 0 ? forwarding : 0)) * issue) / split;
  const arriving = fetching(loads, tile, reduction);
  return { arithmetic, reads, overhead, spills, combining, waiting: Math.max(waiting, arriving), results: results * width, left: 0, total: Math.max(instructions, waiting, arriving) / results / width };
}

/** Lanes of a vector that count, on average. */
function filled({ kind, loop }: NonNullable<Tile["lanes"]>): number {
  const trips = nominalTrips(loop);
  const rest = trips % laneCount;
  if (rest === 0) return laneCount;
  // A part of a vector, or terms and results one by one where their number is not known.
  const single = kind === "terms" || asSize(loop.to)?.constant() === undefined;
  return trips / (Math.floor(trips / laneCount) + (single ? rest : 1));
}

/** The part of a loop's turns behind the last whole tile. */
function leftOver(loop: For, factor: number): number {
  const extent = asSize(loop.to);
  const trips = nominalTrips(loop);
  return extent && isMultiple(extent, factor) ? 0 : (trips % factor) / trips + 0.02;
}

/** Side by side along the inner loop, or along a tiled one, elements share cache lines; lanes must be side by side or one element. */
function readCost(index: Expression, tile: Tile, { loops }: Reduction): number {
  const { along, lanes } = tile;
  const stride = (loop: For): number => Math.abs(strideOf(index, loop.index) ?? 99);
  if (lanes) {
    if (stride(lanes.loop) > 1) return 3 * laneCount;
    if (lanes.kind === "results" && stride(lanes.loop) === 1) return 1 + refetched(index, tile, loops.at(-1)!);
    if (lanes.kind === "terms" || stride(lanes.loop) === 1) return 1;
  }
  const inner = loops.at(-1)!;
  const near = stride(inner) <= 1 || nominalTrips(inner) <= 8;
  const side = along.find(({ loop }) => stride(loop) === 1)?.factor ?? 1;
  return near ? 1 : 1 + 2 / side;
}

/** How many lines of the cache, each of another term, stay there while the tiles beside are computed: so many in each of its sets. */
const [sets, linesInSet] = [64, 6];

/** What reading a vector costs more because its line is gone when the next tile asks for the rest of it. */
function refetched(index: Expression, tile: Tile, inner: For): number {
  return isGone(index, inner) ? Math.max(0, lineLength / laneCount - vectorsOf(tile)) / 2 : 0;
}

/** What could begin while the lines arrive that are gone between tiles: for a step that computes little, it is too little. Neighbouring lines come together. */
function fetching(loads: Reduction["loads"], tile: Tile, { loops }: Reduction): number {
  const { lanes } = tile;
  if (lanes?.kind !== "results") return 0;
  const arriving = loads.filter(({ index }) => Math.abs(strideOf(index, lanes.loop.index) ?? 99) === 1 && isGone(index, loops.at(-1)!));
  return arriving.length === 0 ? 0 : lineCost * (1 + arriving.length * Math.ceil((vectorsOf(tile) * laneCount) / lineLength));
}

/** Instructions that could begin while a line comes from the second cache, and as many once for lines that come together. */
const lineCost = 6;

/** Whether each term has a line of its own, and they are so many that none stays. */
function isGone(index: Expression, inner: For): boolean {
  const apart = Math.abs(strideOf(index, inner.index) ?? 99);
  return apart >= lineLength && nominalTrips(inner) > linesInSet * setsReached(apart);
}

function vectorsOf({ along, lanes }: Tile): number {
  return along.find(({ loop }) => loop === lanes?.loop)?.factor ?? 1;
}

/** Lines that lie a power of two apart share few sets. */
export function setsReached(apart: number): number {
  if (apart % lineLength !== 0) return sets;
  let reached = sets;
  for (let lines = apart / lineLength; lines % 2 === 0 && reached > 1; lines /= 2) reached /= 2;
  return reached;
}
