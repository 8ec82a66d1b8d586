import { asSize, k } from "../../kernel/build.ts";
import type { Fresh } from "../../kernel/computation.ts";
import type { Expression, For, Statement } from "../../kernel/kernel.ts";
import { unrollAndJam } from "../../kernel/unroll.ts";
import { mentions } from "../../kernel/visit.ts";
import { resultLanes, termLanes } from "./lanes.ts";
import { functionsSideBySide } from "./functions.ts";
import { isWorthLater, later } from "./later.ts";
import { type Nest, nominalTrips, rebuild } from "./loop-nest.ts";
import type { Machine } from "../machine.ts";
import type { Reduction } from "./reduction.ts";
import { splitReduction } from "./split.ts";
import { restTile, type Tile } from "./tile-cost.ts";

/** What is done with the results of the turns `from` to `to` of a loop. */
type Behind = (from: Expression, to: Expression) => For;

/** A nest of loops around a reduction, in tiles. */
export function tiled(plain: Nest, tile: Tile, reduction: Reduction, fold: For, fresh: Fresh, machine: Machine): readonly Statement[] {
  const { lanes, along, split } = tile;
  const isTerms = lanes?.kind === "terms";
  const folded = isTerms ? termLanes(fold, lanes.loop.index, split, fresh) : split > 1 ? splitReduction(fold, split, fresh) : [fold];
  const nest: Nest = { ...plain, body: plain.body.flatMap((s) => (s === fold ? folded : [s])) };
  const factors = new Map(along.map(({ loop, factor }) => [loop.index, factor]));
  let statements: readonly Statement[];
  let last: { readonly index: string; readonly behind: Behind } | undefined;
  if (lanes?.kind === "results") {
    const others = nest.loops.filter((loop) => loop !== lanes.loop);
    const rows = others.find(({ index }) => factors.has(index));
    const halves = rows && isWorthLater({ loops: [...others.slice(others.indexOf(rows) + 1), lanes.loop], body: nest.body }, factors.get(rows.index)!) ? later(nest.body, fresh) : undefined;
    if (rows && halves) last = { index: rows.index, behind: (from, to) => ({ ...rows, from, to, body: rebuild({ loops: others.slice(others.indexOf(rows) + 1), body: functionsSideBySide(resultLanes(lanes.loop, halves.rest, fresh).statements, fresh) }) }) };
    const made = resultLanes(lanes.loop, halves?.sums ?? nest.body, fresh);
    const factor = factors.get(lanes.loop.index);
    factors.delete(lanes.loop.index);
    if (factor !== undefined && made.vectors !== undefined) factors.set(made.vectors, factor);
    statements = rebuild({ loops: others, body: made.statements });
  } else {
    statements = rebuild(ordered(nest, along, reduction));
  }
  return [...factors].reduce((all, [index, factor]) => tileLoop(all, index, factor, fresh, machine, last?.index === index ? last.behind : undefined), statements);
}

/** Replaces each loop over `index`, wherever it is, by its tiles and the rest. */
function tileLoop(body: readonly Statement[], index: string, factor: number, fresh: Fresh, machine: Machine, behind?: Behind): readonly Statement[] {
  return body.flatMap((s): readonly Statement[] => {
    if (s.kind !== "for") return [s];
    if (s.index !== index) return [{ ...s, body: tileLoop(s.body, index, factor, fresh, machine, behind) }];
    const made = unrollAndJam(s, factor, fresh, restTile(asSize(s.to), factor, machine) !== undefined);
    return behind ? withBehind(s, factor, made, behind) : made ?? [s];
  });
}

/** The tiles of a loop, `made` with this factor, and what is done behind each. */
function withBehind(loop: For, factor: number, made: readonly Statement[] | undefined, behind: Behind): readonly Statement[] {
  const turns = asSize(loop.to)!.floorDiv(factor);
  const [tiles, ...rest] = made ?? [];
  if (tiles?.kind !== "for" || turns.equals(1)) return [...(made ?? [loop]), behind(loop.from, loop.to)];
  const first = k.mul(k.local(tiles.index, "i32"), k.int(factor));
  return [{ ...tiles, body: [...tiles.body, behind(first, k.add(first, k.int(factor)))] }, ...rest, ...(rest.length > 0 ? [behind(k.size(turns.mul(factor)), loop.to)] : [])];
}

/**
 * Of two neighbouring tiled loops the inner one should be that with less to read: it is read again for each turn of the
 * outer one and then still in the cache.
 */
function ordered(nest: Nest, along: Tile["along"], { loads, loops }: Reduction): Nest {
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
