import { k } from "../../../kernel/build.ts";
import { type Work, workOf } from "../../../kernel/count/count.ts";
import type { Statement } from "../../../kernel/kernel.ts";
import { usedSizes } from "../../../kernel/sizes.ts";
import { Size } from "../../../types/size.ts";
import { count } from "../axis.ts";
import { typical } from "../typical.ts";
import { allTurns, type Gathered, type Nest, type Turns } from "./gathered.ts";
import type { RowAxis } from "./rows.ts";
import type { Way } from "./scan.ts";

/**
 * Microseconds of a large graphics processor, as they were measured on an NVIDIA H200, or follow from how it is built; what is
 * weighed is a few workgroups that wait for memory against a device that waits for dispatches.
 */
const device = {
  /** A dispatch that depends on the one before, with what it takes to encode it. */
  dispatch: 3.7,
  /** Threads of a workgroup wait for each other. */
  wait: 0.3,
  /** An element that a thread reads while it waits for a few others. */
  load: 0.015,
  /** Bytes that all of it, or one of its processors, gets from memory that all share. */
  bytes: 2.3e6,
  bytesOfOne: 60e3,
  processors: 128,
  threadsOfOne: 1024,
} as const;

/** Threads of a workgroup. */
export const scanThreads = 256;

/** A turn where each nest is a dispatch. */
export function apart(all: Gathered): number {
  return overTurns(all.turns, (nest) => {
    const work = counted(nest, all);
    const threads = Math.min(typical(count(nest.grid)), device.processors * device.threadsOfOne);
    return device.dispatch + Math.max((work.loads / threads) * device.load, work.read / device.bytes);
  });
}

/** The same turn where workgroups have rows of their own. */
export function together(all: Gathered, { division, each }: Way): number {
  const groups = division ? Math.ceil(typical(division.count) / each) : 1;
  const onOne = Math.ceil(groups / device.processors);
  // Workgroups of one processor hide each other's waiting, but share the way to memory.
  const rounds = Math.ceil((onOne * scanThreads) / device.threadsOfOne);
  return overTurns(all.turns, (nest) => {
    const row = division?.axes.get(nest);
    const work = counted(nest, all, row && { ...row, each });
    const places = typical(count(nest.grid)) / (row ? typical(division!.count) / each : 1);
    const threads = Math.min(Math.max(1, places), scanThreads);
    return device.wait + Math.max((work.loads / threads) * device.load * rounds, (work.read * onOne) / device.bytesOfOne);
  });
}

/** Of all turns of a loop; what happens in one is the same in all. */
function overTurns(turns: Turns<Nest>, cost: (nest: Nest) => number): number {
  return turns.inside.reduce((sum, part) => sum + ("inside" in part ? overTurns(part, cost) : cost(part)), 0) * typical(turns.extent);
}

/** What a nest does, or what it does for a few of the rows. */
function counted({ grid, body }: Nest, { lengths, turns }: Gathered, row?: RowAxis & { readonly each: number }): Work {
  const whole = grid.reduceRight<readonly Statement[]>((inner, axis) => {
    const extent = axis === row?.axis ? row.within.mul(row.each) : axis.extent;
    return [{ kind: "for", index: axis.index, from: k.int(0), to: k.size(extent), body: inner, independent: true }];
  }, body);
  const buffers = [...lengths].map(([name, length]) => ({ name, dtype: "f32", access: "read-write", length }) as const);
  const positions = new Set(allTurns(turns).map(({ index }) => index));
  const symbols = [...usedSizes(whole), ...buffers.flatMap(({ length }) => length.symbols())];
  const sizes = Object.fromEntries(symbols.map((symbol) => [symbol, positions.has(symbol) ? 0 : typical(Size.symbol(symbol))]));
  return workOf({ name: "", doc: { source: [], equations: [] }, buffers, sizes: [], body: whole }, sizes);
}
