import { asSize } from "../../kernel/build.ts";
import type { For } from "../../kernel/kernel.ts";
import { isMultiple } from "../../kernel/unroll.ts";
import { type Choice, counted, tileChoice, type WeighedTile } from "../choice.ts";
import { laneCount, type Machine } from "../machine.ts";
import { canBeLanes, canBeTerms, isFree } from "./candidates.ts";
import { instructionsIn } from "./instructions.ts";
import { laneGain } from "./lanes.ts";
import { type Nest, nestOf, nominalTrips } from "./loop-nest.ts";
import { isPlainReduction, type Reduction } from "./reduction.ts";
import { splittable } from "./split.ts";
import { type Tile, tileCost } from "./tile-cost.ts";

/** The tile that costs least, its code counted; none at all where that saves less than a fifth. What was chosen, and what it was weighed against, is added to `choices`. */
export function bestTile(nest: Nest, reduction: Reduction, machine: Machine, choices?: Choice[], around: readonly For[] = []): Tile | undefined {
  const fold = nest.body.find((s) => s.kind === "for");
  const none: Tile = { along: [], split: 1 };
  const candidates = nest.loops.filter((loop) => isFree(loop, nest));
  const kinds: Tile[] = [none];
  if (machine.lanes > 1) {
    for (const loop of candidates) if (canBeLanes(loop, nest) && laneGain(loop, nest.body)) kinds.push({ ...none, lanes: { kind: "results", loop } });
    if (fold && isPlainReduction(fold)) for (const loop of reduction.loops) if (canBeTerms(loop, fold)) kinds.push({ ...none, lanes: { kind: "terms", loop } });
  }
  const steps = [...around, ...nest.loops, ...reduction.loops].reduce((product, loop) => product * nominalTrips(loop), 1);
  const [step, behind] = [nestOf(fold!).body, nest.body.filter((s) => s !== fold)].map(instructionsIn);
  const weigh = (tile: Tile): WeighedTile => ({ tile, cost: tileCost(tile, reduction, machine), code: (codeWorth[machine.lanes] * codeOf(tile, step!, behind!)) / steps });
  const plain = weigh(none);
  const weighed = [plain];
  let [best, least] = [plain, counted(plain) * 0.8];
  const splits = machine.lanes > 1 && fold && isPlainReduction(fold) ? [1, 2, 4].filter((factor) => factor === 1 || splittable(fold, factor * 2)) : [1];
  for (const { lanes } of kinds) {
    const consider = (along: Tile["along"]): void => {
      const results = along.reduce((n, { factor }) => n * factor, 1);
      for (const split of splits) {
        if (results * split > mostCopies) continue;
        if (split > 1 && results * reduction.accumulators * split > mostChains) continue;
        if (!lanes && along.length === 0 && split === 1) continue;
        const candidate = weigh({ ...(lanes && { lanes }), along, split });
        if (choices) weighed.push(candidate);
        if (counted(candidate) < least) [best, least] = [candidate, counted(candidate)];
      }
    };
    const fitting = (loop: For, factor: number): boolean => fits(loop, factor, lanes?.kind === "results" && lanes.loop === loop ? laneCount : 1);
    consider([]);
    for (const [i, loop] of candidates.entries())
      for (const factor of lanes ? [2, 3, 4, 5, 6, 8] : [2, 3, 4, 8]) {
        if (!fitting(loop, factor)) continue;
        consider([{ loop, factor }]);
        for (const other of candidates.slice(i + 1)) for (const second of [2, 3, 4]) if (factor <= (lanes ? 6 : 4) && fitting(other, second)) consider([{ loop, factor }, { loop: other, factor: second }]);
      }
  }
  choices?.push(tileChoice({ loops: nest.loops, terms: reduction.loops, loads: reduction.loads }, best, weighed));
  return best.tile;
}

/** Sums that wait for none of the others: as many as keep the arithmetic busy. */
const mostChains = 8;

/** Results and sums that a step may be written out for. */
const mostCopies = 16;

/** What an instruction of code is worth, in instructions that run: large tiles make long code, which only much work pays for, and longer as text. */
const codeWorth = { 1: 1500, 4: 256 } as const;

/** How long the code of a tile is, in instructions: its steps, and for each result what stands behind them; what is left over may be a tile again. */
function codeOf({ along, split }: Tile, step: number, behind: number): number {
  const results = along.reduce((product, { factor }) => product * factor, 1);
  const rests = along.filter(({ loop, factor }) => !isMultiple(asSize(loop.to)!, factor)).length;
  return results * (split * step + behind) * (1 + rests / 2);
}

function fits(loop: For, factor: number, width: number): boolean {
  const size = asSize(loop.to)?.constant();
  const extent = size === undefined ? undefined : Math.floor(size / width);
  // Six channels, but not 64 rows.
  if (factor === 3) return extent !== undefined && extent % 3 === 0;
  return extent === undefined || extent >= factor;
}
