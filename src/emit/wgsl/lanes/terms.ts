import { isMultiple } from "../../../kernel/unroll.ts";
import type { DividedLoop, Team } from "../team.ts";
import { bodyAccesses } from "./accesses.ts";
import { fitsLanes, laneCount, type Lanes, lanesOf } from "./lanes.ts";

/** Given if each thread of a team can take four neighbouring terms of a sum at once: they lie side by side. */
export function termLanes({ terms, body, accumulators }: DividedLoop, { parts }: Team): Lanes | undefined {
  const last = terms?.at(-1);
  if (!last || !isMultiple(last.extent, laneCount) || accumulators.some(({ by }) => by !== "add")) return undefined;
  // What stands before the sum says where rows begin.
  const before = parts.filter((part) => "kind" in part);
  const lanes = lanesOf([...before, ...body], [last.index], accumulators.map(({ name }) => name));
  return fitsLanes(body, lanes) && bodyAccesses(body, lanes).wide.size > 0 ? lanes : undefined;
}

/** The four sums that a thread has for one. */
export function laneSum(accumulator: string): string {
  return `${accumulator} in lanes`;
}
