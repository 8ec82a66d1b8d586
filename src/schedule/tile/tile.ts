import { collapse } from "../../kernel/collapse.ts";
import type { Fresh } from "../../kernel/computation.ts";
import type { For, Statement } from "../../kernel/kernel.ts";
import type { Choice, LanesChoice } from "../choice.ts";
import { bestTile } from "./best-tile.ts";
import { canBeLanes, canBeTerms, termGain } from "./candidates.ts";
import { functionsSideBySide } from "./functions.ts";
import { laneGain, resultLanes, termLanes } from "./lanes.ts";
import { rowsLater } from "./later.ts";
import { type Nest, nestOf, nominalTrips, nominalTurns, rebuild } from "./loop-nest.ts";
import { laneCount, type Machine } from "../machine.ts";
import { isPlainReduction, reductionOf, withInnermost, withNearestInnermost } from "./reduction.ts";
import { tiled } from "./tiled.ts";
import { tileCost } from "./tile-cost.ts";

/**
 * Computes a block of results at once, in registers and in lanes. The iterations of the outer loops must be independent
 * of each other, so what scatters cannot be tiled. What is chosen is added to `choices`.
 */
export function tile(statement: Statement, fresh: Fresh, machine: Machine, choices?: Choice[], around: readonly For[] = []): readonly Statement[] {
  if (machine.lanes > 1 && statement.kind === "for" && isPlainReduction(statement)) return reductionInLanes(statement, fresh, choices);
  const nest = nestOf(statement);
  const body = nest.body.map(withNearestInnermost);
  const reductions = body.filter((s) => s.kind === "for");
  const [fold] = reductions;
  const reduction = fold && reductions.length === 1 ? reductionOf(fold) : undefined;
  const plain = { loops: nest.loops, body };
  const best = reduction && bestTile(plain, reduction, machine, choices, around);
  const rows = best?.lanes?.kind === "terms" ? rowsLater(plain, fresh) : undefined;
  if (rows) return rebuild({ loops: rows.outer, body: [...rebuild(rows.sums).flatMap((sums) => tile(sums, fresh, machine, undefined, [...around, ...rows.outer])), ...inLanes(rows.rest, fresh, choices)] });
  if (best && (best.lanes || best.along.length > 0 || best.split > 1)) return tiled(plain, best, reduction, fold!, fresh, machine);
  return machine.lanes > 1 ? inLanes(plain, fresh, choices) : rebuild(plain);
}

/** Estimated instructions for all turns of a nest of loops that computes a plain reduction for each result, and how many turns; undefined for anything else. */
export function reductionCost(statement: Statement, machine: Machine): { readonly instructions: number; readonly turns: number } | undefined {
  const nest = nestOf(statement);
  const body = nest.body.map(withNearestInnermost);
  const reductions = body.filter((s) => s.kind === "for");
  const reduction = reductions.length === 1 ? reductionOf(reductions[0]!) : undefined;
  if (!reduction) return undefined;
  const plain = { loops: nest.loops, body };
  const turns = nominalTurns([...nest.loops, ...reduction.loops]);
  return { instructions: turns * tileCost(bestTile(plain, reduction, machine) ?? { along: [], split: 1 }, reduction, machine).total, turns };
}

/** Where several iterations add to one element, only the turns of `independent` loops can run side by side. */
export function tileScatter(statement: Statement, independent: ReadonlySet<string>, fresh: Fresh, machine: Machine, choices?: Choice[]): readonly Statement[] {
  const nest = nestOf(statement);
  const first = nest.loops.findIndex(({ index }) => independent.has(index));
  const [outer, inner] = [nest.loops.slice(0, first), nest.loops.slice(first)];
  // Sums in pieces: within each, no two turns add to one element.
  if (first >= 0 && inner.every(({ index }) => independent.has(index)) && nest.body.some((s) => s.kind === "for" && reductionOf(s))) {
    const [results] = rebuild({ loops: inner, body: nest.body });
    return rebuild({ loops: outer, body: collapse([results!]).flatMap((s) => tile(s, fresh, machine, choices, outer)) });
  }
  const loop = machine.lanes > 1 ? nest.loops.findLast((candidate) => independent.has(candidate.index) && canBeLanes(candidate, nest)) : undefined;
  const gain = loop && laneGain(loop, nest.body, true);
  const taken = gain !== undefined && gain.inLanes <= gain.alone * 0.9;
  if (loop && gain) choices?.push({ kind: "lanes", loop, ...gain, taken });
  if (!loop || !taken) return collapse([statement]);
  return rebuild({ loops: nest.loops.filter((other) => other !== loop), body: resultLanes(loop, nest.body, fresh).statements });
}

/** What is no single reduction: the turns of one of its loops as lanes, or else of the loops inside. */
function inLanes(nest: Nest, fresh: Fresh, choices?: Choice[]): readonly Statement[] {
  let best: { readonly loop: For; readonly ratio: number } | undefined;
  const weighed: LanesChoice[] = [];
  for (const loop of nest.loops.toReversed()) {
    const gain = canBeLanes(loop, nest) ? laneGain(loop, nest.body) : undefined;
    if (gain) weighed.push({ kind: "lanes", loop, ...gain, taken: false });
    const ratio = gain ? gain.inLanes / gain.alone : 1;
    if (ratio < (best?.ratio ?? 0.8)) best = { loop, ratio };
  }
  if (best && best.ratio > Math.min(...nest.body.map(termRatio))) best = undefined;
  choices?.push(...weighed.map((choice) => ({ ...choice, taken: choice.loop === best?.loop })));
  if (best) {
    const { loop } = best;
    const { statements } = resultLanes(loop, nest.body, fresh);
    return rebuild({ loops: nest.loops.filter((other) => other !== loop), body: nest.body.some((each) => each.kind === "for") ? statements : functionsSideBySide(statements, fresh) });
  }
  const rows = rowsLater(nest, fresh);
  if (rows) return rebuild({ loops: rows.outer, body: [...inLanes(rows.sums, fresh, choices), ...inLanes(rows.rest, fresh, choices)] });
  const body = nest.body.flatMap((s): readonly Statement[] => {
    if (s.kind !== "for") return [s];
    return isPlainReduction(s) ? reductionInLanes(s, fresh, choices) : inLanes(nestOf(s), fresh, choices);
  });
  return rebuild({ ...nest, body });
}

/** The terms of a reduction as lanes, where they are read side by side. */
function reductionInLanes(fold: For, fresh: Fresh, choices?: Choice[]): readonly Statement[] {
  const { loops } = nestOf(fold);
  const loop = loops.find((candidate) => canBeTerms(candidate, fold));
  const gain = loop && termGain(loop, fold);
  if (loop && gain) choices?.push({ kind: "lanes", loop, ...gain, taken: true });
  return loop ? termLanes(withInnermost(fold, loop), loop.index, nominalTrips(loop) >= 64 ? 4 : 1, fresh) : [fold];
}

/** What a reduction costs with its terms as lanes, beside what it costs alone. */
function termRatio(statement: Statement): number {
  if (statement.kind !== "for" || !isPlainReduction(statement)) return Infinity;
  const loop = nestOf(statement).loops.find((candidate) => canBeTerms(candidate, statement));
  const gain = loop && termGain(loop, statement);
  if (!loop || !gain) return Infinity;
  const trips = nominalTrips(loop);
  const whole = trips - (trips % laneCount);
  return (gain.inLanes * whole + gain.alone * (trips - whole) + combination) / (gain.alone * trips);
}

/** Instructions that make one value of four lanes. */
const combination = 8;
