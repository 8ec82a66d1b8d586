// The weights that all programs draw, per workload: names in our models and fan-ins, in the order in which they are drawn.
import { uniform } from "./contestant.mjs";

const dense = (name, inputs) => [[`${name}.W`, inputs], [`${name}.b`, inputs]];
const block = (name) => [...dense(`${name}.attention1.dense1`, 64), ...dense(`${name}.attention1.dense2`, 64), ...dense(`${name}.dense1`, 64), ...dense(`${name}.dense2`, 256)];

/** Other programs draw the gates in the order i, f, g, o; ours are i, f, o, g. */
function exchangeGates(drawn) {
  const of = (i) => {
    const gate = Math.floor((i % 512) / 128);
    return gate < 2 ? i : gate === 2 ? i + 128 : i - 128;
  };
  return drawn.map((_, i) => drawn[of(i)]);
}

export const weights = {
  mlp: [...dense("dense1", 784), ...dense("dense2", 256), ...dense("dense3", 128)],
  lenet: [...dense("conv1", 25), ...dense("conv2", 150), ...dense("dense1", 400), ...dense("dense2", 120), ...dense("dense3", 84)],
  convnet: [
    ["conv1.W", 27],
    ["residual1.conv1.W", 144], ["residual1.conv2.W", 144],
    ["residual2.conv1.W", 144], ["residual2.conv2.W", 288], ["residual2.conv3.W", 16],
    ["residual3.conv1.W", 288], ["residual3.conv2.W", 576], ["residual3.conv3.W", 32],
    ...dense("dense1", 64),
  ],
  charlstm: [["embedding1.E", 1], ["lstm1.gates.W", 128, exchangeGates], ["lstm1.gates.b", 128, exchangeGates], ...dense("dense1", 128)],
  tfm: [["embedding1.E", 1], ["place", 2500], ...block("block1"), ...block("block2"), ...dense("dense1", 64)],
};

/** Puts the weights of a workload into a saved state; names and places are in the header of the safetensors file. */
export function withWeights(saved, workload) {
  const length = Number(new DataView(saved.buffer, saved.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(saved.subarray(8, 8 + length)));
  for (const [name, fanIn, order = (drawn) => drawn] of weights[workload]) {
    const { shape, data_offsets } = header[name];
    const drawn = order(uniform(shape.reduce((a, b) => a * b, 1), fanIn));
    saved.set(new Uint8Array(drawn.buffer), 8 + length + data_offsets[0]);
  }
  return saved;
}

/** The class that a generated module exports. */
export async function modelOf(url) {
  return Object.values(await import(url)).find((exported) => typeof exported === "function" && "create" in exported);
}
