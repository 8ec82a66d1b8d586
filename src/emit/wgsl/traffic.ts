import { elementBytes } from "../../kernel/count/count.ts";
import { executed } from "../../kernel/count/executed.ts";
import { type Cache, moved, type Nest } from "../../kernel/count/moved.ts";
import type { Expression, Statement } from "../../kernel/kernel.ts";
import { k } from "../../kernel/build.ts";
import type { Step } from "../../schedule/plan.ts";
import type { Traffic } from "../target.ts";
import { type Axis, count } from "./axis.ts";
import { isWide, laneCount } from "./lanes/lanes.ts";
import type { Stage } from "./stage.ts";
import { stagesOfStep } from "./tables.ts";
import { teamSize } from "./team.ts";
import { bandRows, shapeThreads } from "./tile/shapes.ts";
import type { Tile } from "./tile/tile.ts";

type Sizes = Readonly<Record<string, number>>;

/** Bytes that come together. */
const sector = 32;
/** Bytes of the cache that there are for each of the threads that run at once: larger devices have more of both. */
const cacheBytesPerThread = 256;

/**
 * The traffic of a step on a device with a cache of so many bytes. Each stage is a dispatch, which finds nothing in the
 * cache. Its workgroups begin in order, as many at once as the device has threads for, and those come to the same
 * statements at about the same time.
 */
export function trafficOf({ kernel, places }: Step, sizes: Sizes, cacheBytes: number): Traffic {
  const lengths = new Map(kernel.buffers.map(({ name, length }) => [name, length.evaluate(sizes)]));
  const cache: Cache = { capacity: cacheBytes / elementBytes, sector: sector / elementBytes };
  const stages = stagesOfStep({ kernel, places }).map(({ stage }) => {
    const { read, written } = moved(nestOf(stage, sizes, cacheBytes / cacheBytesPerThread), sizes, lengths, cache);
    return { asked: askedOf(stage, sizes) * elementBytes, moved: (read + written) * elementBytes };
  });
  return { asked: sum(stages.map(({ asked }) => asked)), moved: sum(stages.map((stage) => stage.moved)) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** In which order a stage's threads get at memory. */
function nestOf(stage: Stage, sizes: Sizes, threads: number): Nest {
  const { grid, body, team, tile, lanes } = stage;
  const places = (axes: readonly Axis[], atOnce: number, inner: Nest): Nest =>
    axes.length === 0 ? inner : { places: { axes: axes.map(({ index, extent }) => ({ index, extent: extent.evaluate(sizes) })), atOnce, inner } };
  if (!tile) return places(grid, team ? threads / teamSize : lanes ? threads * laneCount : threads, { body });
  const { shared, rows, columns } = tile.contraction;
  const tiles = (axes: readonly Axis[], length: number): number => Math.ceil(count(axes).evaluate(sizes) / length);
  const [down, across] = [tiles(rows, tile.shape.rows), tiles(columns, tile.shape.columns)];
  const atOnce = (groups: number): number => Math.max(1, groups);
  const groups = threads / shapeThreads(tile.shape);
  // A single band: all rows for some columns, then for the next.
  if (down <= bandRows) {
    const inner = places(rows, tile.shape.rows * atOnce(groups), { body: tileBody(tile) });
    return places(shared, atOnce(groups / across / down), places(columns, tile.shape.columns * atOnce(groups / down), inner));
  }
  const band = bandRows;
  const inner = places(columns, tile.shape.columns * atOnce(groups / band), { body: tileBody(tile) });
  return places(shared, atOnce(groups / across / down), places(rows, tile.shape.rows * band * atOnce(groups / band / across), inner));
}

/** What a workgroup reads and writes for a tile: each element of a factor once. */
function tileBody({ contraction: { terms, left, right, before, behind } }: Tile): readonly Statement[] {
  return [fetch(left, terms), fetch(right, terms), ...before, ...behind];
}

function fetch(factor: Expression, terms: readonly Axis[]): Statement {
  const value: Statement = { kind: "let", name: "value", value: factor };
  return loops(terms, [value]);
}

function loops(axes: readonly Axis[], body: readonly Statement[]): Statement {
  return axes.reduceRight<readonly Statement[]>((inner, { index, extent }) => [{ kind: "for", index, from: k.int(0), to: k.size(extent), body: inner }], body)[0]!;
}

/** How often elements are read and written by threads, from memory and into it. */
function askedOf({ grid, body, team, tile, lanes }: Stage, sizes: Sizes): number {
  // What is the same for the places of a thread, it reads once.
  const width = (index: Expression): number => (!lanes || isWide(index, lanes.lanes) ? 1 : 1 / laneCount);
  const of = (statements: readonly Statement[], axes: readonly Axis[] = []): number => {
    if (statements.length === 0) return 0;
    const { loads, stores } = executed(axes.length === 0 ? statements : [loops(axes, statements)], sizes, { choice: "both", width });
    return loads + stores;
  };
  if (tile) {
    const { shared, rows, columns, terms, left, right, before, behind } = tile.contraction;
    const [rowTiles, columnTiles] = [Math.ceil(count(rows).evaluate(sizes) / tile.shape.rows), Math.ceil(count(columns).evaluate(sizes) / tile.shape.columns)];
    const all = [...shared, ...rows, ...columns];
    return columnTiles * of([fetch(left, terms)], [...shared, ...rows]) + rowTiles * of([fetch(right, terms)], [...shared, ...columns]) + of([...before, ...behind], all);
  }
  const once = of(body, grid);
  if (!team) return once;
  // What the threads of a team do not divide, each of them does.
  const byAll = team.parts.filter((part) => "kind" in part);
  return once + (teamSize - 1) * of(byAll) * count(grid).evaluate(sizes);
}
