// The batches of the workloads, as our modules take them.
import { labels, normal, whole } from "./contestant.mjs";

/** A batch for each workload. */
const workloads = {
  mlp: { batch: 64, input: () => normal(64 * 784), classes: 10 },
  lenet: { batch: 64, input: () => normal(64 * 784), classes: 10 },
  convnet: { batch: 32, input: () => normal(32 * 3072), classes: 10 },
  charlstm: { batch: 32, input: () => batchFirst(whole(64 * 32, 65), 64, 32), classes: 65, label: (all) => batchFirst(all, 64, 32) },
  tfm: { batch: 16, input: () => whole(16 * 64, 65), classes: 65 },
};

/** [T, N] as [N, T]. */
function batchFirst(values, steps, batch) {
  return values.map((_, i) => values[(i % steps) * batch + Math.floor(i / steps)]);
}

export function sizeOf(workload) {
  return workloads[workload].batch;
}

/** A workload's input, and 32 vectors of labels in turn. They are drawn from the numbers that weights are drawn from, behind them. */
export function batchesOf(workload) {
  const { batch, input, classes, label = (all) => all } = workloads[workload];
  const x = input();
  const perExample = workload === "charlstm" || workload === "tfm" ? 64 : 1;
  return { x, y: labels(batch * perExample, classes).map(label) };
}
