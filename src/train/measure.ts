import type { GeneratedModel } from "../runtime/model.ts";
import { Batcher, batchCount } from "./batches.ts";
import type { Examples } from "./dataset.ts";
import { guarded } from "./guarded.ts";

/** Tells a fresh model what it must know of all the training examples, such as their mean. */
export function measure(model: GeneratedModel, examples: Examples, batch: number): void {
  // What is drawn anew in each step cannot be gone through.
  if (!model.measure || examples.dataset.drawn) return;
  const batcher = new Batcher(examples.dataset, batch);
  for (let i = 0; i < batchCount(examples.rows.length, batch); i++) guarded(() => model.measure?.(batcher.batch(examples.rows, i), batcher.options));
}
