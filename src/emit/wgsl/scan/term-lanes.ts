import type { Statement } from "../../../kernel/kernel.ts";
import { renameBody } from "../../../kernel/rename.ts";
import { isMultiple } from "../../../kernel/unroll.ts";
import type { Axis } from "../axis.ts";
import { vectorGrid } from "../lanes/grid.ts";
import { fitsLanes, laneCount, type Lanes, lanesOf } from "../lanes/lanes.ts";
import type { DividedLoop, Team } from "../team.ts";

/** A sum of which a thread adds up four neighbouring terms at once, each in a sum of its own. */
export interface TermLanes {
  readonly terms: readonly Axis[];
  /** What is done for four terms. */
  readonly body: readonly Statement[];
  readonly lanes: Lanes;
}

/** The four sums that an accumulator is meanwhile. */
export function inFour(accumulator: string): string {
  return `${accumulator} of four`;
}

/** For each reduction of a team; undefined unless all of them are sums whose terms lie side by side, or are the same. */
export function termLanesOf({ parts }: Team): ReadonlyMap<DividedLoop, TermLanes> | undefined {
  const found = new Map<DividedLoop, TermLanes>();
  const before: Statement[] = [];
  for (const part of parts) {
    if ("kind" in part) before.push(part);
    else {
      const last = part.terms?.at(-1);
      if (!part.terms || !last || !isMultiple(last.extent, laneCount) || part.accumulators.some(({ by, type }) => by !== "add" || type !== "f32")) return undefined;
      const names = new Set(part.accumulators.map(({ name }) => name));
      const body = renameBody(part.body, (name) => (names.has(name) ? inFour(name) : name));
      const lanes = lanesOf([...before, ...body], [last.index], [...names].map(inFour));
      if (!fitsLanes(body, lanes)) return undefined;
      found.set(part, { terms: vectorGrid(part.terms), body, lanes });
    }
  }
  return found;
}
