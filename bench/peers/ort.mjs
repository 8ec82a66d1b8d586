// ONNX Runtime Web, one example at a time: `node ort.mjs FOLDER mlp|lenet`, with the weights and the input of the others.
import { pathToFileURL } from "node:url";
import { normal, takeTurns, uniform } from "./contestant.mjs";
import { onnxModel } from "./onnx.mjs";

const [folder, workload] = process.argv.slice(2);
const ort = await import(pathToFileURL(`${folder}/node_modules/onnxruntime-web/dist/ort.node.min.mjs`).href);
ort.env.wasm.numThreads = 1;
ort.env.logLevel = "error";

const [nodes, tensors] = [[], []];
let last = "x";

function then(op, weights, attributes) {
  const output = `v${nodes.length}`;
  for (const weight of weights) tensors.push(weight);
  nodes.push({ op, inputs: [last, ...weights.map(({ name }) => name)], output, attributes });
  last = output;
}

function draw(shape, fanIn, order = (data) => data) {
  return { name: `w${tensors.length}.${shape.join("x")}`, shape, data: order(uniform(shape.reduce((a, b) => a * b), fanIn)) };
}

/** Ours are drawn as [rows, columns, inputs, outputs], those of ONNX lie as [outputs, inputs, rows, columns]. */
function conv(inputs, outputs, size, pad) {
  const [window, fanIn] = [size * size, inputs * size * size];
  const order = (drawn) => drawn.map((_, i) => drawn[((i % window) * inputs + (Math.floor(i / window) % inputs)) * outputs + Math.floor(i / fanIn)]);
  then("Conv", [draw([outputs, inputs, size, size], fanIn, order), draw([outputs], fanIn)], { kernel_shape: [size, size], pads: [pad, pad, pad, pad] });
}

/** What is flattened is a picture of so many channels: ours has them last, ONNX first. */
function dense(inputs, outputs, channels = 1) {
  const places = inputs / channels;
  const row = (i) => (i % places) * channels + Math.floor(i / places);
  const order = (drawn) => drawn.map((_, i) => drawn[row(Math.floor(i / outputs)) * outputs + (i % outputs)]);
  then("Gemm", [draw([inputs, outputs], inputs, order), draw([outputs], inputs)]);
}

const relu = () => then("Relu", []);
const pool = () => then("AveragePool", [], { kernel_shape: [2, 2], strides: [2, 2] });

const networks = {
  mlp() {
    dense(784, 256);
    relu();
    dense(256, 128);
    relu();
    dense(128, 10);
    return [1, 784];
  },
  lenet() {
    conv(1, 6, 5, 2);
    relu();
    pool();
    conv(6, 16, 5, 0);
    relu();
    pool();
    then("Flatten", []);
    dense(400, 120, 16);
    relu();
    dense(120, 84);
    relu();
    dense(84, 10);
    return [1, 1, 28, 28];
  },
};

const input = networks[workload]();
nodes.at(-1).output = "y";
const session = await ort.InferenceSession.create(new Uint8Array(onnxModel({ nodes, tensors, input, output: [1, 10] })), { executionProviders: ["wasm"] });
const x = new ort.Tensor("float32", normal(784), input);
await takeTurns(async () => (await session.run({ x })).y.data[0]);
