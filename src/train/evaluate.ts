import type { Module } from "../graph/graph.ts";
import type { AnyModel } from "../runtime/model.ts";
import { accumulate, averagesOf, noSums, type Averages } from "./averages.ts";
import { Batcher, batchCount, batchLength } from "./batches.ts";
import type { Examples } from "./dataset.ts";
import { answered } from "./guarded.ts";

/** What the loop must know of a model: its public quantities. */
export type Quantified = Pick<Module, "name" | "losses" | "metrics">;

/** Losses and metrics in test mode over all the examples. */
export async function evaluate(model: AnyModel, module: Quantified, examples: Examples, batch: number): Promise<Averages> {
  const declared = [...module.losses, ...module.metrics];
  const sums = noSums();
  const batcher = new Batcher(examples.dataset, batch);
  for (let i = 0; i < batchCount(examples.rows.length, batch); i++) {
    const quantities = await answered(() => model.evaluate(batcher.batch(examples.rows, i), batcher.options));
    accumulate(sums, quantities, declared, batchLength(examples.rows.length, batch, i));
  }
  return averagesOf(sums, declared);
}
