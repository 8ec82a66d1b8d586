// jax-js, the whole training step under one jit, as its documentation advises: `node jaxjs.mjs FOLDER WORKLOAD`.
// Its arrays are counted references: every use consumes one, `x.ref` keeps another.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { labels, normal, takeTurns, uniform, whole } from "./contestant.mjs";

const [folder, workload] = process.argv.slice(2);
const entry = createRequire(`${folder}/node_modules/`).resolve("@jax-js/jax").replace(/\.cjs$/, ".js");
const { numpy: np, nn, lax, jit, valueAndGrad, init, defaultDevice } = await import(pathToFileURL(entry).href);
await init("wasm");
defaultDevice("wasm");

const parameters = [];
const param = (shape, fanIn) => parameters.push(np.array(uniform(shape.reduce((a, b) => a * b), fanIn)).reshape(shape)) - 1;
const fill = (shape, value) => parameters.push(value ? np.ones(shape) : np.zeros(shape)) - 1;

function dense(inputs, outputs) {
  const [w, b] = [param([inputs, outputs], inputs), param([outputs], inputs)];
  return (p, x) => np.add(np.matmul(x, p[w]), p[b]);
}

function conv(inputs, outputs, size, { stride = 1, pad = 1, bias = false } = {}) {
  const fanIn = inputs * size * size;
  const w = param([outputs, inputs, size, size], fanIn);
  const b = bias ? param([outputs, 1, 1], fanIn) : undefined;
  return (p, x) => {
    const y = lax.conv(x, p[w], [stride, stride], [[pad, pad], [pad, pad]]);
    return bias ? np.add(y, p[b]) : y;
  };
}

/** Statistics of the batch; running averages are left out, in favour of this program. */
function norm(axes, shape) {
  const [gamma, beta] = [fill(shape, 1), fill(shape, 0)];
  return (p, x) => {
    const d = x.ref.sub(np.mean(x, axes, { keepdims: true }));
    const variance = np.mean(np.square(d.ref), axes, { keepdims: true });
    return d.div(np.sqrt(variance.add(1e-5))).mul(p[gamma]).add(p[beta]);
  };
}

const batchNorm = (channels) => norm([0, 2, 3], [channels, 1, 1]);

function pool(x) {
  const [n, c, h, w] = x.shape;
  return np.mean(x.reshape([n, c, h / 2, 2, w / 2, 2]), [3, 5]);
}

function residual(inputs, outputs, stride) {
  const [conv1, norm1] = [conv(inputs, outputs, 3, { stride }), batchNorm(outputs)];
  const [conv2, norm2] = [conv(outputs, outputs, 3), batchNorm(outputs)];
  const shortcut = inputs === outputs ? undefined : [conv(inputs, outputs, 1, { stride, pad: 0 }), batchNorm(outputs)];
  return (p, x) => {
    const y = norm2(p, conv2(p, nn.relu(norm1(p, conv1(p, x.ref)))));
    return nn.relu(y.add(shortcut ? shortcut[1](p, shortcut[0](p, x)) : x));
  };
}

function block(heads, width, mask) {
  const [norm1, gates, project] = [norm([-1], [width]), dense(width, 3 * width), dense(width, width)];
  const [norm2, up, down] = [norm([-1], [width]), dense(width, 4 * width), dense(4 * width, width)];
  const [batch, steps, each] = [16, 64, width / heads];
  return (p, x) => {
    const all = gates(p, norm1(p, x.ref)).reshape([batch, steps, 3, heads, each]);
    const [q, k, v] = np.split(all, 3, 2).map((part) => np.transpose(part.reshape([batch, steps, heads, each]), [0, 2, 1, 3]));
    const weight = nn.softmax(np.matmul(q, np.transpose(k, [0, 1, 3, 2])).mul(each ** -0.5).add(mask.ref), -1);
    const y = x.add(project(p, np.transpose(np.matmul(weight, v), [0, 2, 1, 3]).reshape([batch, steps, width])));
    return y.ref.add(down(p, nn.gelu(up(p, norm2(p, y)), { approximate: true })));
  };
}

const workloads = {
  mlp() {
    const [a, b, c] = [dense(784, 256), dense(256, 128), dense(128, 10)];
    return { x: np.array(normal(64 * 784)).reshape([64, 784]), logits: (p, x) => c(p, nn.relu(b(p, nn.relu(a(p, x))))), rows: 64, classes: 10 };
  },
  lenet() {
    const [conv1, conv2] = [conv(1, 6, 5, { pad: 2, bias: true }), conv(6, 16, 5, { pad: 0, bias: true })];
    const [a, b, c] = [dense(400, 120), dense(120, 84), dense(84, 10)];
    const logits = (p, x) => {
      const h = pool(nn.relu(conv2(p, pool(nn.relu(conv1(p, x))))));
      return c(p, nn.relu(b(p, nn.relu(a(p, h.reshape([-1, 400]))))));
    };
    return { x: np.array(normal(64 * 784)).reshape([64, 1, 28, 28]), logits, rows: 64, classes: 10 };
  },
  convnet() {
    const [first, norm1] = [conv(3, 16, 3), batchNorm(16)];
    const blocks = [residual(16, 16, 1), residual(16, 32, 2), residual(32, 64, 2)];
    const last = dense(64, 10);
    const logits = (p, x) => last(p, np.mean(blocks.reduce((h, block) => block(p, h), nn.relu(norm1(p, first(p, x)))), [2, 3]));
    return { x: np.array(normal(32 * 3072)).reshape([32, 3, 32, 32]), logits, rows: 32, classes: 10, momentum: true };
  },
  charlstm() {
    // There is no scan: the loop over time is unrolled into the program.
    const [steps, batch, units] = [64, 32, 128];
    const [table, wx, wh, b, last] = [param([65, 64], 1), param([64, 4 * units], units), param([units, 4 * units], units), param([4 * units], units), dense(units, 65)];
    const logits = (p, ids) => {
      const inputs = np.split(np.matmul(np.matmul(nn.oneHot(ids, 65), p[table]), p[wx]).add(p[b]).reshape([steps, batch, 4 * units]), steps, 0);
      let [h, c] = [np.zeros([batch, units]), np.zeros([batch, units])];
      const states = inputs.map((input, t) => {
        const more = t < steps - 1;
        const [i, f, g, o] = np.split(input.reshape([batch, 4 * units]).add(np.matmul(h, more ? p[wh].ref : p[wh])), 4, 1);
        c = nn.sigmoid(f).mul(c).add(nn.sigmoid(i).mul(np.tanh(g)));
        h = nn.sigmoid(o).mul(np.tanh(more ? c.ref : c));
        return more ? h.ref : h;
      });
      return last(p, np.concatenate(states, 0));
    };
    return { x: np.array(whole(steps * batch, 65)), logits, rows: steps * batch, classes: 65, clip: 5 };
  },
  tfm() {
    const [table, place] = [param([65, 64], 1), param([64, 64], 2500)];
    const mask = np.array(Float32Array.from({ length: 64 * 64 }, (_, i) => (i % 64 > Math.floor(i / 64) ? -1e9 : 0))).reshape([64, 64]);
    const blocks = [block(4, 64, mask), block(4, 64, mask)];
    const [last1, last2] = [norm([-1], [64]), dense(64, 65)];
    const logits = (p, ids) => {
      const start = np.matmul(nn.oneHot(ids, 65), p[table]).reshape([16, 64, 64]).add(p[place]);
      return last2(p, last1(p, blocks.reduce((h, block) => block(p, h), start))).reshape([-1, 65]);
    };
    return { x: np.array(whole(16 * 64, 65)), logits, rows: 16 * 64, classes: 65 };
  },
};

const { x, logits, rows, classes, clip, momentum } = workloads[workload]();
const targets = labels(rows, classes).map((y) => nn.oneHot(np.array(y), classes).astype(np.float32));
const lossOf = (p, x, y) => np.mean(np.sum(y.mul(nn.logSoftmax(logits(p, x), -1)), -1)).mul(-1);

function clipped(gradients) {
  const length = np.sqrt(gradients.map((g) => np.sum(np.square(g.ref))).reduce((a, b) => a.add(b)));
  const scale = np.minimum(1, np.array(clip).div(length.add(1e-6)));
  const scaled = gradients.map((g) => g.mul(scale.ref));
  scale.dispose();
  return scaled;
}

const train = jit((p, m, v, rates, x, y) => {
  const [loss, raw] = valueAndGrad(lossOf)(p.map((w) => w.ref), x, y);
  const gradients = clip ? clipped(raw) : raw;
  if (momentum) {
    const velocity = m.map((w, i) => w.mul(0.9).add(gradients[i]));
    rates.dispose();
    return [loss, p.map((w, i) => w.sub(velocity[i].ref.mul(0.05))), velocity, v];
  }
  const first = m.map((w, i) => w.mul(0.9).add(gradients[i].ref.mul(0.1)));
  const second = v.map((w, i) => w.mul(0.999).add(np.square(gradients[i]).mul(0.001)));
  const [rate, correction] = np.split(rates, 2);
  const next = p.map((w, i) => w.sub(first[i].ref.mul(rate.ref).div(np.sqrt(second[i].ref).mul(correction.ref).add(1e-8))));
  rate.dispose();
  correction.dispose();
  return [loss, next, first, second];
});

let [p, m, v] = [parameters, parameters.map((w) => np.zeros(w.shape)), momentum ? [] : parameters.map((w) => np.zeros(w.shape))];
let [count, decay1, decay2] = [0, 1, 1];
await takeTurns(() => {
  decay1 *= 0.9;
  decay2 *= 0.999;
  const rates = np.array([1e-3 / (1 - decay1), 1 / Math.sqrt(1 - decay2)]);
  let loss;
  [loss, p, m, v] = train(p, m, v, rates, x.ref, targets[++count % 32].ref);
  return loss.dataSync()[0];
});
