import type { Expression, Statement } from "../../src/kernel/kernel.ts";
import { expressionsOf, parts } from "../../src/kernel/visit.ts";
import { operations } from "../../src/kernel/count/whole.ts";
import type { Axis } from "../../src/emit/wgsl/axis.ts";
import type { Stage } from "../../src/emit/wgsl/stage.ts";
import { stagesOfStep } from "../../src/emit/wgsl/tables.ts";
import { bandRows, shapeThreads } from "../../src/emit/wgsl/tile/shapes.ts";
import type { Tile } from "../../src/emit/wgsl/tile/tile.ts";
import type { Step } from "../../src/schedule/plan.ts";

type Sizes = Readonly<Record<string, number>>;
/** Whole numbers that a thread knows. */
type Thread = ReadonlyMap<string, number>;

const [sectorElements, sectorBytes, threadBytes] = [8, 32, 256];

/** Keeps the sectors that were used last; counts those that come in, and those that go out changed. */
class Cache {
  moved = 0;
  private readonly changed = new Map<string, boolean>();
  private readonly sectors: number;

  constructor(bytes: number) {
    this.sectors = bytes / sectorBytes;
  }

  touch(buffer: string, index: number, isWritten: boolean): void {
    const key = `${buffer} ${Math.floor(index / sectorElements)}`;
    const known = this.changed.get(key);
    if (known === undefined && !isWritten) this.moved += sectorBytes;
    this.changed.delete(key);
    this.changed.set(key, (known ?? false) || isWritten);
    if (this.changed.size <= this.sectors) return;
    const [oldest] = this.changed.keys();
    this.forget(oldest!);
  }

  private forget(key: string): void {
    if (this.changed.get(key)) this.moved += sectorBytes;
    this.changed.delete(key);
  }

  end(): number {
    for (const key of this.changed.keys()) this.forget(key);
    return this.moved;
  }
}

/** Bytes that the dispatches of a step move, access by access: threads that run at once go through the statements together. */
export function simulated(step: Step, sizes: Sizes, cacheBytes: number): number {
  const lengths = new Map(step.kernel.buffers.map(({ name, length }) => [name, length.evaluate(sizes)]));
  return stagesOfStep(step).reduce((sum, { stage }) => sum + dispatch(stage, sizes, lengths, cacheBytes), 0);
}

function dispatch(stage: Stage, sizes: Sizes, lengths: ReadonlyMap<string, number>, cacheBytes: number): number {
  const cache = new Cache(cacheBytes);
  const threads = cacheBytes / threadBytes;
  const run = new Threads(cache, sizes, lengths);
  if (stage.tile) {
    for (const wave of waves(tilesOf(stage.tile, sizes), Math.max(1, Math.floor(threads / shapeThreads(stage.tile.shape))))) run.tiles(stage.tile, wave);
  } else {
    const places = placesOf(stage.grid, sizes);
    for (const wave of waves(places, stage.team ? Math.max(1, threads / 64) : stage.lanes ? 4 * threads : threads)) run.body(stage.body, wave);
  }
  return cache.end();
}

function waves<T>(all: readonly T[], length: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / length) }, (_, i) => all.slice(i * length, (i + 1) * length));
}

function placesOf(axes: readonly Axis[], sizes: Sizes): readonly Thread[] {
  return axes.reduce<readonly Thread[]>((places, { index, extent }) => places.flatMap((place) => Array.from({ length: extent.evaluate(sizes) }, (_, i) => new Map([...place, [index, i]]))), [new Map()]);
}

/** The rows and the columns of a tile, with those places of the shared axes. */
interface Group {
  readonly rows: readonly Thread[];
  readonly columns: readonly Thread[];
  readonly shared: Thread;
}

/** In the order of the workgroups. */
function tilesOf({ contraction, shape: { rows, columns } }: Tile, sizes: Sizes): readonly Group[] {
  const [down, across] = [waves(placesOf(contraction.rows, sizes), rows), waves(placesOf(contraction.columns, sizes), columns)];
  return placesOf(contraction.shared, sizes).flatMap((shared) => waves(down, bandRows).flatMap((band) => across.flatMap((right) => band.map((left): Group => ({ rows: left, columns: right, shared })))));
}

class Threads {
  private readonly cache: Cache;
  private readonly sizes: Sizes;
  private readonly lengths: ReadonlyMap<string, number>;

  constructor(cache: Cache, sizes: Sizes, lengths: ReadonlyMap<string, number>) {
    this.cache = cache;
    this.sizes = sizes;
    this.lengths = lengths;
  }

  tiles({ contraction: { terms, left, right, before, behind } }: Tile, groups: readonly Group[]): void {
    for (const term of placesOf(terms, this.sizes)) {
      for (const { rows, columns, shared } of groups) {
        for (const row of rows) this.value(left, new Map([...shared, ...row, ...term]));
        for (const column of columns) this.value(right, new Map([...shared, ...column, ...term]));
      }
    }
    this.body([...before, ...behind], groups.flatMap(({ rows, columns, shared }) => rows.flatMap((row) => columns.map((column) => new Map([...shared, ...row, ...column])))));
  }

  /** Each statement by all threads, then the next. */
  body(statements: readonly Statement[], threads: readonly Thread[]): void {
    const all = threads.map((thread) => new Map(thread));
    for (const s of statements) {
      const values = all.map((thread) => expressionsOf(s).map((e) => this.value(e, thread)));
      if (s.kind === "let") all.forEach((thread, i) => values[i]![0] !== undefined && thread.set(s.name, values[i]![0]!));
      if (s.kind === "store") all.forEach((_, i) => this.access(s.buffer, values[i]![0], true));
      if (s.kind === "if") this.body(s.then, all.filter((_, i) => values[i]![0] !== 0));
      if (s.kind === "for") {
        const [first, end] = [Math.min(...values.map(([from]) => from!)), Math.max(...values.map(([, to]) => to!))];
        for (let turn = first; turn < end; turn++) {
          this.body(s.body, all.filter((_, i) => turn >= values[i]![0]! && turn < values[i]![1]!).map((thread) => new Map([...thread, [s.index, turn]])));
        }
      }
    }
  }

  /** Whole numbers that are not read from memory have values; what is read, is touched. */
  private value(e: Expression, thread: Thread): number | undefined {
    const [a, b] = parts(e).map((part) => this.value(part, thread));
    switch (e.kind) {
      case "const":
        return e.value;
      case "local":
        return thread.get(e.name);
      case "size":
        return e.size.evaluate(this.sizes);
      case "load":
        this.access(e.buffer, a, false);
        return undefined;
      case "unary":
        return a === undefined ? undefined : e.operator === "neg" ? -a : Number(a === 0);
      case "binary":
        return a === undefined || b === undefined ? undefined : (operations[e.operator] ?? truths[e.operator])?.(a, b);
      default:
        return undefined;
    }
  }

  private access(buffer: string, index: number | undefined, isWritten: boolean): void {
    if (index !== undefined && index >= 0 && index < this.lengths.get(buffer)!) this.cache.touch(buffer, index, isWritten);
  }
}

const truths: Readonly<Record<string, (a: number, b: number) => number>> = {
  lt: (a, b) => Number(a < b),
  le: (a, b) => Number(a <= b),
  gt: (a, b) => Number(a > b),
  ge: (a, b) => Number(a >= b),
  eq: (a, b) => Number(a === b),
  ne: (a, b) => Number(a !== b),
  and: (a, b) => Number(a !== 0 && b !== 0),
  or: (a, b) => Number(a !== 0 || b !== 0),
};
