import { asSize } from "../../kernel/build.ts";
import { effectsOf } from "../../kernel/effects.ts";
import type { For, Statement } from "../../kernel/kernel.ts";
import { mentionsAny, walkBody } from "../../kernel/visit.ts";
import type { Size } from "../../types/size.ts";
import { type Axis, count } from "./axis.ts";
import { type Accesses, allAccesses, bodyAccesses } from "./lanes/accesses.ts";
import { type LaneGrid, laneGridOf, laneThreads } from "./lanes/grid.ts";
import { termLanes } from "./lanes/terms.ts";
import { type Scan, scanAccesses } from "./scan/scan.ts";
import { scanThreads } from "./scan/sharing.ts";
import { teamOf, type Team } from "./team.ts";
import { contractionOf } from "./tile/contraction.ts";
import { shapeThreads, stretchLength } from "./tile/shapes.ts";
import { tileAccesses, tileGroups, tileOf, type Tile } from "./tile/tile.ts";

/** What one dispatch does: a thread for each combination of the turns of the grid's loops, those of the last side by side. */
export interface Stage {
  readonly grid: readonly Axis[];
  /** What each thread does. */
  readonly body: readonly Statement[];
  /** Given if a workgroup works on each of the grid's places together. */
  readonly team?: Team;
  /** Given if a workgroup computes a stretch of a contraction. */
  readonly tile?: Tile;
  /** Given if each thread takes four neighbouring places of the grid. */
  readonly lanes?: LaneGrid;
  /** Given if a workgroup goes through all turns of a loop over kernels, with a few rows at each of the grid's places. */
  readonly scan?: Scan;
}

/** A kernel as dispatches, one after another: all that one writes is there for the next. */
export function stagesOf(body: readonly Statement[]): readonly Stage[] {
  return nestsOf(body).map(scheduled);
}

/** The same, but that nothing is decided yet on how threads share the work. */
export function nestsOf(body: readonly Statement[]): readonly Pick<Stage, "grid" | "body">[] {
  const lets = body.filter((s) => s.kind === "let");
  const others = body.filter((s) => s.kind !== "let");
  const loops = others.filter((s) => s.kind === "for" && isAlone(s));
  if (loops.length < others.length || readsStored(lets, loops)) return [{ grid: [], body }];
  return loops.map((loop) => withGrid(loop as For, lets));
}

/** The schedule of a stage, by the shape of what it computes. */
function scheduled(stage: Stage): Stage {
  const contraction = contractionOf(stage.grid, stage.body);
  const tile = contraction && tileOf(contraction);
  if (tile) return { ...stage, tile };
  const team = teamOf(stage.body, count(stage.grid));
  if (team) return { ...stage, team };
  const lanes = laneGridOf(stage.grid, stage.body);
  return lanes ? { ...stage, lanes } : stage;
}

/** How many threads work on a stage, or workgroups where these work together. */
export function placesOf({ grid, tile, lanes }: Stage): Size {
  if (tile) return tileGroups(tile);
  return lanes ? laneThreads(grid) : count(grid);
}

/** Threads of a workgroup, where any number will do. */
const groupSize = 64;

/** How many threads the workgroups of these stages have, which are in one shader; undefined where they need different numbers. */
export function threadsOf(stages: readonly Stage[]): number | undefined {
  const needed = new Set(stages.flatMap(({ tile, scan }) => (scan ? [scanThreads] : tile ? [shapeThreads(tile.shape)] : [])));
  return needed.size > 1 ? undefined : ([...needed][0] ?? groupSize);
}

/** How many workgroups of so many threads a stage has. */
export function groupsOf(stage: Stage, threads: number): Size {
  const { grid, team, tile, scan } = stage;
  const places = placesOf(stage);
  return grid.length === 0 || team || tile || scan ? places : places.add(threads - 1).floorDiv(threads);
}

/** The memory of a workgroup of so many threads that a shader of these stages takes, in bytes: one stretch for all tiles, and one array for each way to combine. That of scans is their own matter. */
export function workgroupBytes(stages: readonly Stage[], threads: number): number {
  const accumulators = stages.flatMap(({ team }) => team?.parts.flatMap((part) => ("kind" in part ? [] : part.accumulators)) ?? []);
  const combinations = new Set(accumulators.map(({ by, type }) => `${by} ${type}`)).size;
  return Math.max(0, ...stages.map(({ tile }) => (tile ? stretchLength(tile.shape) * 16 : 0))) + combinations * threads * 4;
}

/** How a stage reaches its buffers. */
export function accessesOf({ body, lanes, scan, team, tile }: Stage): Accesses {
  if (scan) return scanAccesses(scan);
  if (tile) return tileAccesses(tile);
  // What a team writes, it writes one by one.
  if (team) return allAccesses([bodyAccesses(body, undefined), ...team.parts.flatMap((part) => ("kind" in part ? [] : [bodyAccesses(part.body, termLanes(part, team))]))]);
  return bodyAccesses(body, lanes?.lanes);
}

/** Whether nothing that it assigns is from outside. */
function isAlone(loop: For): boolean {
  const inside = new Set<string>();
  const assigned = new Set<string>();
  const visit = (body: readonly Statement[]): void => {
    for (const s of body) {
      if (s.kind === "var") inside.add(s.name);
      if (s.kind === "assign") assigned.add(s.name);
      if (s.kind === "for") visit(s.body);
      if (s.kind === "if") visit(s.then);
    }
  };
  visit(loop.body);
  return [...assigned].every((name) => inside.has(name));
}

/** Whether what stands before all loops would be another value behind the first of them. */
function readsStored(lets: readonly Statement[], loops: readonly Statement[]): boolean {
  const { stored } = effectsOf(loops.slice(0, -1));
  let found = false;
  walkBody(lets, (e) => void (found ||= e.kind === "load" && stored.has(e.buffer)));
  return found;
}

/** Takes the independent ones out of loops each of which holds nothing but the next and names for values. */
function withGrid(loop: For, lets: readonly Statement[]): Stage {
  const grid: Axis[] = [];
  const inner = new Set<string>();
  const visit = (body: readonly Statement[]): readonly Statement[] => {
    const [next, ...more] = body.filter((s) => s.kind !== "let");
    if (next?.kind !== "for" || more.length > 0 || body.at(-1) !== next) return body;
    const before = body.slice(0, -1);
    for (const s of before) if (s.kind === "let") inner.add(s.name);
    const extent = asSize(next.to);
    if (next.independent && extent && asSize(next.from)?.isZero() && !mentionsAny(next.to, inner)) {
      grid.push({ index: next.index, extent });
      return [...before, ...visit(next.body)];
    }
    inner.add(next.index);
    return [...before, { ...next, body: visit(next.body) }];
  };
  return { body: [...lets, ...visit([loop])], grid };
}
