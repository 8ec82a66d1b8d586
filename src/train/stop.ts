import { fail } from "../diagnostics/report.ts";
import type { Phase } from "../graph/graph.ts";
import type { Averages } from "./averages.ts";
import type { Quantified } from "./evaluate.ts";
import type { TrainingState } from "./state.ts";

/**
 * `stop when val.nll has not improved for 5 epochs`: takes the value after an epoch and says whether to stop. A loss
 * improves when it becomes smaller, a metric when it becomes larger; a value that is not a number never improves.
 */
export function shouldStop(rule: NonNullable<Phase["stop"]>, module: Quantified, averages: Averages, state: TrainingState): boolean {
  const value = averages[rule.quantity];
  if (typeof value !== "number") return fail("unknown-stop-quantity", { quantity: `${rule.split}.${rule.quantity}` });
  const smaller = module.losses.some((loss) => loss.name === rule.quantity);
  const improved = state.best === undefined ? !Number.isNaN(value) : smaller ? value < state.best : value > state.best;
  if (improved) {
    state.best = value;
    state.stale = 0;
    return false;
  }
  state.stale += 1;
  return state.stale >= rule.epochs;
}
