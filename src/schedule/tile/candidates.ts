import { asSize } from "../../kernel/build.ts";
import type { For, Statement } from "../../kernel/kernel.ts";
import { mentions, walkStatements } from "../../kernel/visit.ts";
import { laneCount } from "../machine.ts";
import { laneGain } from "./lanes.ts";
import { type Nest, nestOf } from "./loop-nest.ts";

/** Whether inner loops have the same bounds in all turns of a loop. */
export function isFree(loop: For, nest: Nest): boolean {
  let free = asSize(loop.from)?.isZero() === true && asSize(loop.to) !== undefined;
  walkStatements([...nest.loops.map((l) => ({ ...l, body: [] })), ...nest.body], (s) => {
    if (s.kind === "for" && s.index !== loop.index && (mentions(s.from, loop.index) || mentions(s.to, loop.index))) free = false;
  });
  return free;
}

/** Whether the turns of a loop fill a vector, or at least half of one. */
export function canBeLanes(loop: For, nest: Nest, least = laneCount / 2): boolean {
  const extent = asSize(loop.to)?.constant();
  return isFree(loop, nest) && (extent === undefined || extent >= least);
}

/** Whether the terms of a reduction along a loop can be lanes, and gain by it. */
export function canBeTerms(loop: For, fold: For): boolean {
  const gain = canBeLanes(loop, nestOf(fold), laneCount) ? termGain(loop, fold) : undefined;
  return gain !== undefined && gain.inLanes < gain.alone * 0.6;
}

/** What a turn of a loop of a reduction costs, and as one of four lanes. */
export function termGain(loop: For, fold: For): ReturnType<typeof laneGain> {
  const { body } = nestOf(fold);
  // As one result each: what is assigned is defined inside then.
  const results = body.flatMap((s): Statement[] => (s.kind === "assign" && s.value.type === "f32" ? [{ kind: "var", name: `${s.name}_lane`, value: s.value }] : []));
  return results.length === 0 || results.length < body.length ? undefined : laneGain(loop, results);
}
