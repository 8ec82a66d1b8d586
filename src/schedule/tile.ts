import { asSize } from "../kernel/build.ts";
import type { Fresh } from "../kernel/computation.ts";
import type { Expression, Statement } from "../kernel/kernel.ts";
import { isMultiple, unrollAndJam } from "../kernel/unroll.ts";
import { walkStatements } from "../kernel/visit.ts";
import { type For, mentions, type Nest, nestOf, nominalTrips, rebuild, strideOf } from "./loop-nest.ts";
import { type Reduction, reductionOf, withNearestInnermost } from "./reduction.ts";

/** How many results of a reduction are computed side by side, along which loops; each element read serves several. */
interface Tile {
  readonly along: readonly { readonly loop: For; readonly factor: number }[];
  /** Estimated time for one step of the reduction. */
  readonly cost: number;
}

/**
 * Computes a block of results of a reduction at once, in registers. The iterations of the outer loops must be
 * independent of each other, so what scatters cannot be tiled.
 */
export function tile(statement: Statement, fresh: Fresh): readonly Statement[] {
  const nest = nestOf(statement);
  const body = nest.body.map(withNearestInnermost);
  const reductions = body.filter((s) => s.kind === "for");
  const [fold] = reductions;
  const reduction = fold && reductions.length === 1 ? reductionOf(fold) : undefined;
  const plain = { loops: nest.loops, body };
  if (!reduction) return rebuild(plain);
  const best = bestTile(plain, reduction);
  if (best.along.length === 0) return rebuild(plain);
  return best.along.reduce((statements, { loop, factor }) => tileLoop(statements, loop.index, factor, fresh), rebuild(ordered(plain, best, reduction)));
}

/** Replaces each loop over `index`, wherever it is, by its tiles and the rest. */
function tileLoop(body: readonly Statement[], index: string, factor: number, fresh: Fresh): readonly Statement[] {
  return body.flatMap((s): readonly Statement[] => {
    if (s.kind !== "for") return [s];
    if (s.index !== index) return [{ ...s, body: tileLoop(s.body, index, factor, fresh) }];
    return unrollAndJam(s, factor, fresh) ?? [s];
  });
}

/** Accumulators and what is read for them; beyond that, values wander between registers and the stack. */
const registers = 24;

function bestTile(nest: Nest, reduction: Reduction): Tile {
  const candidates = nest.loops.filter((loop) => isFree(loop, nest));
  let best: Tile = { along: [], cost: cost([], reduction) * 0.8 };
  const most = mostResults(nest, reduction);
  const consider = (along: Tile["along"]): void => {
    if (along.reduce((n, { factor }) => n * factor, 1) > most) return;
    const estimated = cost(along, reduction);
    if (estimated < best.cost) best = { along, cost: estimated };
  };
  for (const [i, loop] of candidates.entries())
    for (const factor of [2, 3, 4, 8]) {
      if (!fits(loop, factor)) continue;
      consider([{ loop, factor }]);
      for (const other of candidates.slice(i + 1)) for (const second of [2, 3, 4]) if (factor <= 4 && fits(other, second)) consider([{ loop, factor }, { loop: other, factor: second }]);
    }
  return best;
}

/** Large tiles make long code, which only much work pays for. */
function mostResults(nest: Nest, reduction: Reduction): number {
  const steps = [...nest.loops, ...reduction.loops].reduce((product, loop) => product * nominalTrips(loop), 1);
  return steps < 2 ** 16 ? 1 : steps < 2 ** 20 ? 4 : 16;
}

/** Whether inner loops have the same bounds in all turns of a loop. */
function isFree(loop: For, nest: Nest): boolean {
  let free = asSize(loop.from)?.isZero() === true && asSize(loop.to) !== undefined;
  walkStatements([...nest.loops.map((l) => ({ ...l, body: [] })), ...nest.body], (s) => {
    if (s.kind === "for" && s.index !== loop.index && (mentions(s.from, loop.index) || mentions(s.to, loop.index))) free = false;
  });
  return free;
}

function fits(loop: For, factor: number): boolean {
  const extent = asSize(loop.to)?.constant();
  // Six channels, but not 64 rows.
  if (factor === 3) return extent !== undefined && extent % 3 === 0;
  return extent === undefined || extent >= factor;
}

/** Reads, loop overhead and arithmetic per step of the reduction. */
function cost(along: Tile["along"], { loops, loads }: Reduction): number {
  const inner = loops.at(-1)!;
  const factorOf = (index: Expression): number => along.reduce((product, { loop, factor }) => product * (mentions(index, loop.index) ? factor : 1), 1);
  const results = along.reduce((product, { factor }) => product * factor, 1);
  const reads = loads.reduce((sum, { index }) => {
    // Side by side along the inner loop, or along a tiled one, elements share cache lines.
    const near = Math.abs(strideOf(index, inner.index) ?? 99) <= 1 || nominalTrips(inner) <= 8;
    const side = along.find(({ loop }) => Math.abs(strideOf(index, loop.index) ?? 99) === 1)?.factor ?? 1;
    return sum + factorOf(index) * (near ? 1 : 1 + 2 / side);
  }, 0);
  const needed = results + loads.reduce((sum, { index }) => sum + factorOf(index), 0);
  const spilled = Math.max(0, needed - registers) * 0.6;
  const once = 1 + (reads + spilled + 3) / results;
  // The rest that does not fill a tile runs at the speed of a single result.
  const alone = along.length === 0 ? 0 : cost([], { loops, loads }) - once;
  const left = along.reduce((sum, { loop, factor }) => {
    const trips = nominalTrips(loop);
    const extent = asSize(loop.to);
    return sum + (extent && isMultiple(extent, factor) ? 0 : (trips % factor) / trips + 0.02);
  }, 0);
  return once + alone * left;
}

/**
 * Of two neighbouring tiled loops the inner one should be that with less to read: it is read again for each turn of the
 * outer one and then still in the cache.
 */
function ordered(nest: Nest, { along }: Tile, { loads, loops }: Reduction): Nest {
  const [first, second] = along.map(({ loop }) => nest.loops.indexOf(loop));
  if (first === undefined || second === undefined || second !== first + 1) return nest;
  const footprint = (loop: For): number => {
    const read = loads.filter(({ index }) => mentions(index, loop.index));
    return read.reduce((sum, { index }) => sum + [...nest.loops, ...loops].reduce((n, l) => n * (mentions(index, l.index) ? nominalTrips(l) : 1), 1), 0);
  };
  const [outer, inner] = [nest.loops[first]!, nest.loops[second]!];
  if (footprint(inner) <= footprint(outer)) return nest;
  return { ...nest, loops: nest.loops.toSpliced(first, 2, inner, outer) };
}
