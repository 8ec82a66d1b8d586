import type { ModuleInterface } from "../../schedule/plan.ts";
import { Size } from "../../types/size.ts";

/** The largest sizes that `create` assumes: the batch size is that of the phases, or of their parts; others must be given. */
export function defaultSizes(module: ModuleInterface): ReadonlyMap<string, number> {
  const largest = Math.max(0, ...module.phases.map(({ batch, parts }) => Math.ceil(batch / (parts?.count ?? 1))));
  // The batch size is the symbol that is the first axis of an input.
  const batch = module.sizes.find((symbol) => module.inputs.some(({ type }) => type.shape[0]?.equals(Size.symbol(symbol))));
  return batch !== undefined && largest > 0 ? new Map([[batch, largest]]) : new Map();
}

/** The seed that `create` assumes. */
export function defaultSeed(module: ModuleInterface): number {
  return module.phases[0]?.seed ?? 1;
}

/** Options of `create`, of any target, that are no sizes. */
const options: ReadonlySet<string> = new Set(["seed", "relaxed", "threads", "gpu", "device"]);

/** The key of a size among options; those that are no sizes, and what every object has, mean something else there. */
export function sizeKey(symbol: string): string {
  return options.has(symbol) || symbol in {} ? `${symbol}_` : symbol;
}
