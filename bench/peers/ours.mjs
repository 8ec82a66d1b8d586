// A generated module: `node ours.mjs MODULE WORKLOAD OPTIONS`, where OPTIONS is JSON for `create`, or "own" in front of it for weights
// of its own instead of those that all programs draw.
import { pathToFileURL } from "node:url";
import { labels, normal, takeTurns, whole } from "./contestant.mjs";
import { modelOf, withWeights } from "./weights.mjs";

const [file, workload, options, own] = process.argv.slice(2);

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

const { batch, input, classes, label = (all) => all } = workloads[workload];
const Model = await modelOf(pathToFileURL(file).href);
const model = await Model.create({ N: batch, seed: 1, ...JSON.parse(options) });
if (own !== "own") model.load(withWeights(model.save(), workload));
const x = input();
const perExample = workload === "charlstm" || workload === "tfm" ? 64 : 1;
const y = labels(batch * perExample, classes).map(label);
let count = 0;
await takeTurns(() => model.train({ x, y: y[++count % 32] }).nll);
