import { k } from "../../../kernel/build.ts";
import { type Work, workOf as counts } from "../../../kernel/count/count.ts";
import type { Statement } from "../../../kernel/kernel.ts";
import { usedSizes } from "../../../kernel/sizes.ts";
import { Size } from "../../../types/size.ts";
import { count } from "../axis.ts";
import { laneCount, type Lanes } from "../lanes/lanes.ts";
import { typical } from "../typical.ts";
import { allTurns, type Gathered, type Nest, type Turns } from "./gathered.ts";
import type { RowAxis } from "./rows.ts";
import { scanThreads } from "./sharing.ts";
import { type Way, workOf } from "./work.ts";

/**
 * Microseconds of a large graphics processor, as they were measured on an NVIDIA H200, or follow from how it is built; what is
 * weighed is a few workgroups that wait for memory against a device that waits for dispatches.
 */
const device = {
  /** A dispatch that depends on the one before, with what it takes to encode it. */
  dispatch: 3.7,
  /** Threads of a workgroup wait for each other. */
  wait: 0.3,
  /** The same where none of them waits for memory. */
  barrier: 0.05,
  /** An element that a thread reads while it waits for a few others. */
  load: 0.015,
  /** Bytes that all of it, or one of its processors, gets from memory that all share. */
  bytes: 2.3e6,
  bytesOfOne: 60e3,
  processors: 128,
  threadsOfOne: 1024,
} as const;

/** A turn where each nest is a dispatch. */
export function apart(all: Gathered): number {
  return overTurns(all.turns, (nest) => {
    const work = counted(nest, all);
    const threads = Math.min(typical(count(nest.grid)), device.processors * device.threadsOfOne);
    return device.dispatch + Math.max((work.loads / threads) * device.load, work.read / device.bytes);
  });
}

/** The same turn where workgroups have rows of their own. */
export function together(all: Gathered, way: Way): number {
  const { division, each } = way;
  const groups = division ? Math.ceil(typical(division.count) / each) : 1;
  const onOne = Math.ceil(groups / device.processors);
  // Workgroups of one processor hide each other's waiting, but share the way to memory.
  const rounds = Math.ceil((onOne * scanThreads) / device.threadsOfOne);
  return overTurns(all.turns, (nest) => {
    const { row, axes, sharing } = workOf(nest, way);
    const work = counted(nest, all, row && { ...row, each }, sharing.lanes);
    const parts = sharing.terms?.parts ?? 1;
    const wanted = Math.max(1, typical(count(axes)) * each * parts);
    const meetings = parts > 1 ? Math.ceil(wanted / scanThreads) * (Math.log2(parts) + 2) : 0;
    return device.wait + meetings * device.barrier + Math.max((work.loads / Math.min(wanted, scanThreads)) * device.load * rounds, (work.read * onOne) / device.bytesOfOne);
  });
}

/** Of all turns of a loop; what happens in one is the same in all. */
function overTurns(turns: Turns<Nest>, cost: (nest: Nest) => number): number {
  return turns.inside.reduce((sum, part) => sum + ("inside" in part ? overTurns(part, cost) : cost(part)), 0) * typical(turns.extent);
}

/** What a nest does, or what it does for a few of the rows. */
function counted({ grid, body }: Nest, { lengths, turns }: Gathered, row?: RowAxis & { readonly each: number }, lanes?: Lanes): Work {
  const whole = grid.reduceRight<readonly Statement[]>((inner, axis) => {
    const extent = axis === row?.axis ? row.within.mul(row.each) : axis.extent;
    return [{ kind: "for", index: axis.index, from: k.int(0), to: k.size(extent), body: inner, independent: true }];
  }, body);
  const buffers = [...lengths].map(([name, length]) => ({ name, dtype: "f32", access: "read-write", length }) as const);
  const positions = new Set(allTurns(turns).map(({ index }) => index));
  const symbols = [...usedSizes(whole), ...buffers.flatMap(({ length }) => length.symbols())];
  const sizes = Object.fromEntries(symbols.map((symbol) => [symbol, positions.has(symbol) ? 0 : typical(Size.symbol(symbol))]));
  const work = counts({ name: "", doc: { source: [], equations: [] }, buffers, sizes: [], body: whole }, sizes);
  // Whatever four places read, they read at once.
  return lanes ? { ...work, loads: work.loads / laneCount } : work;
}
