import type { Module } from "../graph/graph.ts";
import type { AnyModel, Answer, Quantities } from "../runtime/model.ts";
import { Ahead } from "./ahead.ts";
import { accumulate, averagesOf, noSums, type Averages } from "./averages.ts";
import { Batcher, batchCount, batchLength } from "./batches.ts";
import type { Examples } from "./dataset.ts";
import { guarded } from "./guarded.ts";

/** What the loop must know of a model: its public quantities. */
export type Quantified = Pick<Module, "name" | "losses" | "metrics">;

/** Losses and metrics in test mode over all the examples. */
export async function evaluate(model: AnyModel, module: Quantified, examples: Examples, batch: number): Promise<Averages> {
  const declared = [...module.losses, ...module.metrics];
  const sums = noSums();
  const batcher = new Batcher(examples.dataset, batch);
  const { rows } = examples;
  const call = (at: number): readonly Answer<Quantities>[] => [guarded(() => model.evaluate(batcher.batch(rows, at), batcher.options))];
  const finish = ([quantities]: readonly Quantities[], at: number): void => accumulate(sums, quantities!, declared, batchLength(rows.length, batch, at));
  for await (const _ of new Ahead().through(0, batchCount(rows.length, batch), call, finish));
  return averagesOf(sums, declared);
}
