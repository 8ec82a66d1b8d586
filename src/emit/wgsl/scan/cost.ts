import { k } from "../../../kernel/build.ts";
import { type Work, workOf as counts } from "../../../kernel/count/count.ts";
import type { Statement } from "../../../kernel/kernel.ts";
import { count } from "../axis.ts";
import { laneCount } from "../lanes/lanes.ts";
import { typicalValues } from "../typical.ts";
import { allTurns, type Gathered, insideOf, type Nest, type Turns } from "./gathered.ts";
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
  const values = valuesFor(all);
  return overTurns(all.turns, values, (nest) => {
    const work = counted(nest, all, values);
    const threads = Math.min(count(nest.grid).evaluate(values), device.processors * device.threadsOfOne);
    return device.dispatch + Math.max((work.loads / threads) * device.load, work.read / device.bytes);
  });
}

/** The same turn where workgroups have rows of their own. */
export function together(all: Gathered, way: Way): number {
  const { division, each } = way;
  const values = valuesFor(all);
  const groups = division ? Math.ceil(division.count.evaluate(values) / each) : 1;
  const onOne = Math.ceil(groups / device.processors);
  // Workgroups of one processor hide each other's waiting, but share the way to memory.
  const rounds = Math.ceil((onOne * scanThreads) / device.threadsOfOne);
  return overTurns(all.turns, values, (nest) => {
    const { row, axes, sharing } = workOf(nest, way);
    const work = counted(nest, all, values, row && { ...row, each });
    const loads = sharing.lanes || sharing.terms?.lanes ? work.loads / laneCount : work.loads;
    const parts = sharing.terms?.parts ?? 1;
    const wanted = Math.max(1, count(axes).evaluate(values) * each * parts);
    const meetings = parts > 1 ? Math.ceil(wanted / scanThreads) * (Math.log2(parts) + 2) : 0;
    return device.wait + meetings * device.barrier + Math.max((loads / Math.min(wanted, scanThreads)) * device.load * rounds, (work.read * onOne) / device.bytesOfOne);
  });
}

type Values = Readonly<Record<string, number>>;

/** Typical sizes for which no grid and no loop is empty, at the first turn. */
function valuesFor({ turns, lengths }: Gathered): Values {
  const loops = allTurns(turns);
  const extents = [...loops.map(({ extent }) => extent), ...insideOf(turns).flatMap(({ grid }) => grid.map(({ extent }) => extent)), ...lengths.values()];
  return { ...typicalValues(extents), ...Object.fromEntries(loops.map(({ index }) => [index, 0])) };
}

/** Of all turns of a loop; what happens in one is the same in all. */
function overTurns(turns: Turns<Nest>, values: Values, cost: (nest: Nest) => number): number {
  return turns.inside.reduce((sum, part) => sum + ("inside" in part ? overTurns(part, values, cost) : cost(part)), 0) * turns.extent.evaluate(values);
}

/** What a nest does, or what it does for a few of the rows. */
function counted({ grid, body }: Nest, { lengths }: Gathered, values: Values, row?: RowAxis & { readonly each: number }): Work {
  const whole = grid.reduceRight<readonly Statement[]>((inner, axis) => {
    const extent = axis === row?.axis ? row.within.mul(row.each) : axis.extent;
    return [{ kind: "for", index: axis.index, from: k.int(0), to: k.size(extent), body: inner, independent: true }];
  }, body);
  const buffers = [...lengths].map(([name, length]) => ({ name, dtype: "f32", access: "read-write", length }) as const);
  return counts({ name: "", doc: { source: [], equations: [] }, buffers, sizes: [], body: whole }, values);
}
