import { createHash } from "node:crypto";
import type { Legend } from "../data/table.ts";
import type { Phase } from "../graph/graph.ts";
import type { Examples } from "./dataset.ts";
import { noSums, type Sums } from "./averages.ts";

/** Where the training stands: all that must be known, beside the model's own memory, to go on bit for bit. */
export interface TrainingState {
  /** Which of the phases, from 0; their number when all are done. */
  phase: number;
  /** Epochs of this phase that are done. */
  epoch: number;
  /** Steps of this epoch that are done. */
  step: number;
  /** Epochs that were done in earlier phases; tells their orders of the examples apart. */
  earlier: number;
  /** Of the rule for early stopping; absent before the first value. */
  best?: number;
  /** Epochs since the best value. */
  stale: number;
  /** The running sums of this epoch. */
  sums: Sums;
  /** What must not change between a checkpoint and its resumption, as texts. */
  readonly fixed: Readonly<Record<string, string>>;
}

export function start(model: string, phases: readonly Phase[], { rows, dataset }: Examples): TrainingState {
  const list = (value: (phase: Phase) => number | string): string => phases.map(value).join(", ");
  const fixed = {
    model,
    phases: list((p) => (p.name || p.program) + (p.after === undefined ? "" : ` after ${p.after}`)),
    batch: list((p) => (p.parts ? `${p.batch} in ${p.parts.count} parts` : p.batch)),
    seed: list((p) => p.seed),
    "training examples": String(rows.length),
    ...Object.fromEntries(Object.entries(dataset.legend ?? {}).map(([what, of]) => [what, digest(of)])),
  };
  return { phase: 0, epoch: 0, step: 0, earlier: 0, stale: 0, sums: noSums(), fixed };
}

/** `65 names, 1f2e3d4c`: enough to tell that something is another. */
function digest(names: Legend[string]): string {
  return `${names.length} names, ${createHash("sha256").update(JSON.stringify(names)).digest("hex").slice(0, 8)}`;
}

/** Moves on to the next phase. */
export function nextPhase(state: TrainingState): void {
  state.earlier += state.epoch;
  state.phase += 1;
  state.epoch = 0;
  state.stale = 0;
  delete state.best;
}

/** Moves on to the next epoch. */
export function nextEpoch(state: TrainingState): void {
  state.epoch += 1;
  state.step = 0;
  state.sums = noSums();
}
