// A generated module: `node ours.mjs MODULE WORKLOAD OPTIONS`, where OPTIONS is JSON for `create`, or "own" in front of it for weights
// of its own instead of those that all programs draw.
import { pathToFileURL } from "node:url";
import { labels, normal, takeTurns, uniform, whole } from "./contestant.mjs";

const [file, workload, options, own] = process.argv.slice(2);

const dense = (name, inputs) => [[`${name}.W`, inputs], [`${name}.b`, inputs]];
const block = (name) => [...dense(`${name}.attention1.dense1`, 64), ...dense(`${name}.attention1.dense2`, 64), ...dense(`${name}.dense1`, 64), ...dense(`${name}.dense2`, 256)];

/** Per workload: the weights in the order in which they are drawn, each with its fan-in, and a batch. */
const workloads = {
  mlp: {
    weights: [...dense("dense1", 784), ...dense("dense2", 256), ...dense("dense3", 128)],
    batch: 64,
    input: () => normal(64 * 784),
    classes: 10,
  },
  lenet: {
    weights: [...dense("conv1", 25), ...dense("conv2", 150), ...dense("dense1", 400), ...dense("dense2", 120), ...dense("dense3", 84)],
    batch: 64,
    input: () => normal(64 * 784),
    classes: 10,
  },
  convnet: {
    weights: [
      ["conv1.W", 27],
      ["residual1.conv1.W", 144], ["residual1.conv2.W", 144],
      ["residual2.conv1.W", 144], ["residual2.conv2.W", 288], ["residual2.conv3.W", 16],
      ["residual3.conv1.W", 288], ["residual3.conv2.W", 576], ["residual3.conv3.W", 32],
      ...dense("dense1", 64),
    ],
    batch: 32,
    input: () => normal(32 * 3072),
    classes: 10,
  },
  charlstm: {
    weights: [["embedding1.E", 1], ["lstm1.gates.W", 128, exchangeGates], ["lstm1.gates.b", 128, exchangeGates], ...dense("dense1", 128)],
    batch: 32,
    input: () => batchFirst(whole(64 * 32, 65), 64, 32),
    classes: 65,
    label: (all) => batchFirst(all, 64, 32),
  },
  tfm: {
    weights: [["embedding1.E", 1], ["place", 2500], ...block("block1"), ...block("block2"), ...dense("dense1", 64)],
    batch: 16,
    input: () => whole(16 * 64, 65),
    classes: 65,
  },
};

/** Other programs draw the gates in the order i, f, g, o; ours are i, f, o, g. */
function exchangeGates(drawn) {
  const of = (i) => {
    const gate = Math.floor((i % 512) / 128);
    return gate < 2 ? i : gate === 2 ? i + 128 : i - 128;
  };
  return drawn.map((_, i) => drawn[of(i)]);
}

/** [T, N] as [N, T]. */
function batchFirst(values, steps, batch) {
  return values.map((_, i) => values[(i % steps) * batch + Math.floor(i / steps)]);
}

/** Puts drawn weights into a saved state; names and places are in the header of the safetensors file. */
function withWeights(saved, weights) {
  const length = Number(new DataView(saved.buffer, saved.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(saved.subarray(8, 8 + length)));
  for (const [name, fanIn, order = (drawn) => drawn] of weights) {
    const { shape, data_offsets } = header[name];
    const drawn = order(uniform(shape.reduce((a, b) => a * b, 1), fanIn));
    saved.set(new Uint8Array(drawn.buffer), 8 + length + data_offsets[0]);
  }
  return saved;
}

const { weights, batch, input, classes, label = (all) => all } = workloads[workload];
const Model = Object.values(await import(pathToFileURL(file).href)).find((exported) => typeof exported === "function" && "create" in exported);
const model = await Model.create({ N: batch, seed: 1, ...JSON.parse(options) });
if (own !== "own") model.load(withWeights(model.save(), weights));
const x = input();
const perExample = workload === "charlstm" || workload === "tfm" ? 64 : 1;
const y = labels(batch * perExample, classes).map(label);
let count = 0;
await takeTurns(() => model.train({ x, y: y[++count % 32] }).nll);
