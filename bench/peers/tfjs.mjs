// TensorFlow.js with its core operations, the leanest program for the job: `node tfjs.mjs FOLDER WORKLOAD cpu|wasm`.
import { createRequire } from "node:module";
import { labels, normal, takeTurns, uniform, whole } from "./contestant.mjs";

const [folder, workload, backend] = process.argv.slice(2);
const require = createRequire(`${folder}/node_modules/`);
const tf = require("@tensorflow/tfjs");
if (backend === "wasm") require("@tensorflow/tfjs-backend-wasm").setThreadsCount(1);
await tf.setBackend(backend);
await tf.ready();

const parameters = [];
const variable = (tensor) => {
  parameters.push(tf.variable(tensor));
  return parameters.at(-1);
};
const param = (shape, fanIn) => variable(tf.tensor(uniform(shape.reduce((a, b) => a * b), fanIn), shape));
const fill = (shape, value) => variable(tf.fill(shape, value));

function dense(inputs, outputs) {
  const [w, b] = [param([inputs, outputs], inputs), param([outputs], inputs)];
  return (x) => tf.reshape(tf.add(tf.matMul(tf.reshape(x, [-1, inputs]), w), b), [...x.shape.slice(0, -1), outputs]);
}

function conv(inputs, outputs, size, { stride = 1, pad = "same", bias = false } = {}) {
  const fanIn = inputs * size * size;
  const w = param([size, size, inputs, outputs], fanIn);
  const b = bias ? param([outputs], fanIn) : undefined;
  return (x) => {
    const y = tf.conv2d(x, w, stride, pad);
    return b ? tf.add(y, b) : y;
  };
}

function batchNorm(channels) {
  const [gamma, beta] = [fill([channels], 1), fill([channels], 0)];
  const [mean, variance] = [tf.variable(tf.zeros([channels]), false), tf.variable(tf.ones([channels]), false)];
  return (x) => {
    const now = tf.moments(x, [0, 1, 2]);
    mean.assign(tf.add(tf.mul(mean, 0.9), tf.mul(now.mean, 0.1)));
    variance.assign(tf.add(tf.mul(variance, 0.9), tf.mul(now.variance, 0.1)));
    return tf.batchNorm(x, now.mean, now.variance, beta, gamma, 1e-5);
  };
}

function layerNorm(channels) {
  const [gamma, beta] = [fill([channels], 1), fill([channels], 0)];
  return (x) => {
    const { mean, variance } = tf.moments(x, -1, true);
    return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5))), gamma), beta);
  };
}

/** The wasm backend lacks the gradient of `gather`, so that a product has to do there. */
function embed(table, ids) {
  return backend === "wasm" ? tf.matMul(tf.cast(tf.oneHot(ids, 65), "float32"), table) : tf.gather(table, ids);
}

function residual(inputs, outputs, stride) {
  const [conv1, norm1] = [conv(inputs, outputs, 3, { stride }), batchNorm(outputs)];
  const [conv2, norm2] = [conv(outputs, outputs, 3), batchNorm(outputs)];
  const shortcut = inputs === outputs ? undefined : [conv(inputs, outputs, 1, { stride }), batchNorm(outputs)];
  return (x) => tf.relu(tf.add(norm2(conv2(tf.relu(norm1(conv1(x))))), shortcut ? shortcut[1](shortcut[0](x)) : x));
}

function block(heads, width) {
  const [norm1, gates, project] = [layerNorm(width), dense(width, 3 * width), dense(width, width)];
  const [norm2, up, down] = [layerNorm(width), dense(width, 4 * width), dense(4 * width, width)];
  const [batch, steps, each] = [16, 64, width / heads];
  const mask = tf.tensor(Float32Array.from({ length: steps * steps }, (_, i) => (i % steps > Math.floor(i / steps) ? -1e9 : 0)), [1, 1, steps, steps]);
  const gelu = (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(tf.mul(tf.add(x, tf.mul(tf.mul(tf.mul(x, x), x), 0.044715)), 0.7978845608)), 1));
  return (x) => {
    const [q, k, v] = tf.split(tf.transpose(tf.reshape(gates(norm1(x)), [batch, steps, 3 * heads, each]), [0, 2, 1, 3]), 3, 1);
    const weight = tf.softmax(tf.add(tf.mul(tf.matMul(q, k, false, true), each ** -0.5), mask));
    const mixed = tf.reshape(tf.transpose(tf.matMul(weight, v), [0, 2, 1, 3]), [batch, steps, width]);
    const y = tf.add(x, project(mixed));
    return tf.add(y, down(gelu(up(norm2(y)))));
  };
}

const adam = () => tf.train.adam(1e-3);
const workloads = {
  mlp() {
    const [a, b, c] = [dense(784, 256), dense(256, 128), dense(128, 10)];
    return { x: tf.tensor(normal(64 * 784), [64, 784]), logits: (x) => c(tf.relu(b(tf.relu(a(x))))), rows: 64, classes: 10, optimizer: adam() };
  },
  lenet() {
    const [conv1, conv2] = [conv(1, 6, 5, { bias: true }), conv(6, 16, 5, { pad: "valid", bias: true })];
    const [a, b, c] = [dense(400, 120), dense(120, 84), dense(84, 10)];
    const pool = (x) => tf.avgPool(x, 2, 2, "valid");
    const logits = (x) => c(tf.relu(b(tf.relu(a(tf.reshape(pool(tf.relu(conv2(pool(tf.relu(conv1(x)))))), [-1, 400]))))));
    return { x: tf.tensor(normal(64 * 784), [64, 28, 28, 1]), logits, rows: 64, classes: 10, optimizer: adam() };
  },
  convnet() {
    const [first, norm] = [conv(3, 16, 3), batchNorm(16)];
    const blocks = [residual(16, 16, 1), residual(16, 32, 2), residual(32, 64, 2)];
    const last = dense(64, 10);
    const logits = (x) => last(tf.mean(blocks.reduce((h, block) => block(h), tf.relu(norm(first(x)))), [1, 2]));
    return { x: tf.tensor(normal(32 * 3072), [32, 32, 32, 3]), logits, rows: 32, classes: 10, optimizer: tf.train.momentum(0.05, 0.9) };
  },
  charlstm() {
    const [steps, batch, units] = [64, 32, 128];
    const [table, wx, wh, b, last] = [param([65, 64], 1), param([64, 4 * units], units), param([units, 4 * units], units), param([4 * units], units), dense(units, 65)];
    const logits = (ids) => {
      // The product with the input is taken out of the loop, as any good implementation does.
      const inputs = tf.split(tf.reshape(tf.add(tf.matMul(embed(table, ids), wx), b), [steps, batch, 4 * units]), steps, 0);
      let [h, c] = [tf.zeros([batch, units]), tf.zeros([batch, units])];
      const states = inputs.map((input) => {
        const [i, f, g, o] = tf.split(tf.add(tf.reshape(input, [batch, 4 * units]), tf.matMul(h, wh)), 4, 1);
        c = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
        h = tf.mul(tf.sigmoid(o), tf.tanh(c));
        return h;
      });
      return last(tf.concat(states, 0));
    };
    return { x: tf.tensor1d(whole(steps * batch, 65), "int32"), logits, rows: steps * batch, classes: 65, optimizer: adam(), clip: 5 };
  },
  tfm() {
    const [table, place] = [param([65, 64], 1), param([64, 64], 2500)];
    const blocks = [block(4, 64), block(4, 64)];
    const [norm, last] = [layerNorm(64), dense(64, 65)];
    const logits = (ids) => {
      const start = tf.add(tf.reshape(embed(table, ids), [16, 64, 64]), place);
      return tf.reshape(last(norm(blocks.reduce((h, block) => block(h), start))), [-1, 65]);
    };
    return { x: tf.tensor1d(whole(16 * 64, 65), "int32"), logits, rows: 16 * 64, classes: 65, optimizer: adam() };
  },
};

const { x, logits, rows, classes, optimizer, clip } = workloads[workload]();
const targets = labels(rows, classes).map((y) => tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(y, "int32"), classes), "float32")));

function clipped(gradients) {
  const norm = tf.sqrt(Object.values(gradients).map((g) => tf.sum(tf.square(g))).reduce((a, b) => tf.add(a, b)));
  const scale = tf.minimum(1, tf.div(clip, tf.add(norm, 1e-6)));
  return Object.fromEntries(Object.entries(gradients).map(([name, g]) => [name, tf.mul(g, scale)]));
}

let count = 0;
await takeTurns(() => {
  const y = targets[++count % 32];
  const { value, grads } = tf.variableGrads(() => tf.tidy(() => tf.neg(tf.mean(tf.sum(tf.mul(y, tf.logSoftmax(logits(x))), -1)))), parameters);
  tf.tidy(() => optimizer.applyGradients(clip ? clipped(grads) : grads));
  const [loss] = value.dataSync();
  value.dispose();
  for (const gradient of Object.values(grads)) gradient.dispose();
  return loss;
});
