import { fail } from "../diagnostics/report.ts";
import type { Phase } from "../graph/graph.ts";
import type { Averages } from "./averages.ts";
import type { Quantified } from "./evaluate.ts";
import type { TrainingState } from "./state.ts";

type Rule = NonNullable<Phase["stop"]>;

/** Throws DiagnosticError unless the rule watches a single number on one of these splits. */
export function checkRule({ split, quantity }: Rule, module: Quantified, splits: readonly string[]): void {
  if (!splits.includes(split)) fail("data-no-source", { split }, { help: `\`stop when ${split}.${quantity} …\` watches it; there is ${splits.join(", ")}` });
  if (![...module.losses, ...module.metrics].some(({ name, type }) => name === quantity && type.shape.length === 0)) {
    fail("unknown-stop-quantity", { quantity: `${split}.${quantity}` });
  }
}

/**
 * `stop when val.nll has not improved for 5 epochs`: takes the value after an epoch and says whether to stop. A loss
 * improves when it becomes smaller, a metric when it becomes larger; a value that is not a number never improves.
 */
export function shouldStop(rule: Rule, module: Quantified, averages: Averages, state: TrainingState): boolean {
  const value = Number(averages[rule.quantity]);
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
