import { fail } from "../diagnostics/report.ts";
import type { Module } from "../graph/graph.ts";
import { didYouMean } from "../base/closest.ts";

/** What `--set` gave, if the model has these sizes. Throws `unknown-size`. */
export function fixedSizes(module: Pick<Module, "name" | "sizes">, set: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  for (const name of Object.keys(set)) {
    if (!module.sizes.includes(name)) {
      const help = module.sizes.length === 0 ? "all its sizes are fixed" : `its sizes are ${module.sizes.join(", ")}`;
      fail("unknown-size", { name, model: module.name }, { place: "--set", help, ...didYouMean(name, module.sizes) });
    }
  }
  return set;
}
