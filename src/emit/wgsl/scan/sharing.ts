import type { Statement } from "../../../kernel/kernel.ts";
import { isMultiple } from "../../../kernel/unroll.ts";
import { type Axis, count } from "../axis.ts";
import { fitsLanes, laneCount, type Lanes, lanesOf } from "../lanes/lanes.ts";
import { type DividedLoop, dividedTeam, type Team, termCount } from "../team.ts";
import { typical } from "../typical.ts";
import type { Nest } from "./gathered.ts";
import { type TermLanes, termLanesOf } from "./term-lanes.ts";

/** Threads of a workgroup that goes through turns. */
export const scanThreads = 256;

/** How the threads of a workgroup divide the places of a nest, and what is done at each. */
export interface Sharing {
  /** Given if a thread takes four neighbouring places of the last axis at once. */
  readonly lanes: Lanes | undefined;
  /** Given if several threads divide the terms of sums at a place: how many, and whether they are neighbours, who then read what lies side by side along the terms. */
  readonly terms: SharedTerms | undefined;
}

export interface SharedTerms {
  readonly team: Team;
  readonly parts: number;
  readonly isAlong: boolean;
  /** Given if each takes four neighbouring terms at once. */
  readonly lanes: ReadonlyMap<DividedLoop, TermLanes> | undefined;
}

/** Threads that read a piece of memory together when each reads the next element. */
const neighbours = 8;
/** The same where each reads four. */
const fewNeighbours = 2;
/** Threads that it takes at least for four places each to be worth it where there is no sum. */
const leastThreads = 32;
/** Terms that a thread must have for itself, at least. */
const leastTerms = 4;

/** `last` is the index of the kernel that goes along the last axis. */
export function sharingOf(nest: Nest, axes: readonly Axis[], last: string | undefined, each: number): Sharing {
  const team = dividedTeam(nest.body);
  const terms = team ? Math.max(...team.parts.map((part) => ("kind" in part ? 0 : termCount(part)))) : 0;
  const fitting = lanesFor(nest.body, axes, last);
  const lanes = team || typical(count(axes)) * each >= leastThreads * laneCount ? fitting : undefined;
  const places = (typical(count(axes)) * each) / (lanes ? laneCount : 1);
  const isAlong = !lanes && isReadAlong(nest, last, team);
  const most = 2 ** Math.floor(Math.log2(Math.max(1, Math.min(scanThreads, terms / leastTerms))));
  const idle = 2 ** Math.floor(Math.log2(Math.max(1, scanThreads / places)));
  const termLanes = team && isAlong ? termLanesOf(team) : undefined;
  const parts = Math.min(most, isAlong ? Math.max(termLanes ? fewNeighbours : neighbours, idle) : idle);
  return { lanes, terms: team && parts > 1 ? { team, parts, isAlong, lanes: termLanes } : undefined };
}

function lanesFor(body: readonly Statement[], axes: readonly Axis[], last: string | undefined): Lanes | undefined {
  const axis = axes.at(-1);
  if (!axis || last === undefined || !isMultiple(axis.extent, laneCount)) return undefined;
  const lanes = lanesOf(body, [last]);
  return fitsLanes(body, lanes) ? lanes : undefined;
}

/** Whether neighbouring terms lie side by side somewhere where neighbouring places do not. */
function isReadAlong({ accesses }: Nest, last: string | undefined, team: Team | undefined): boolean {
  const terms = new Set((team?.parts ?? []).flatMap((part) => ("kind" in part ? [] : part.loops.slice(-1).map(({ index }) => index))));
  return accesses.some(({ index, isStore }) => {
    if (isStore || !index || ![...index.factors].some(([name, factor]) => terms.has(name) && factor.equals(1))) return false;
    const stride = last === undefined ? undefined : index.factors.get(last);
    return last === undefined || (stride !== undefined && !stride.equals(1));
  });
}
