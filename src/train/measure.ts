import type { AnyModel } from "../runtime/model.ts";
import { Batcher, batchCount } from "./batches.ts";
import type { Examples } from "./dataset.ts";
import { answered } from "./guarded.ts";

/** Tells a fresh model what it must know of all the training examples, such as their mean. */
export async function measure(model: AnyModel, examples: Examples, batch: number): Promise<void> {
  // What is drawn anew in each step cannot be gone through.
  if (!model.measure || examples.dataset.drawn) return;
  const batcher = new Batcher(examples.dataset, batch);
  for (let i = 0; i < batchCount(examples.rows.length, batch); i++) await answered(() => model.measure?.(batcher.batch(examples.rows, i), batcher.options));
}
