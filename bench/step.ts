// How long a training step of the examples takes, as the committed modules run it.
import { Digits } from "../examples/digits/digits.ts";
import { LeNet5 } from "../examples/lenet/lenet.ts";
import { Mlp } from "../examples/mlp/mlp.ts";
import { table } from "../src/cli/table.ts";

const batch = 64;

/** Numbers in [0, 1) that are the same in each run. */
function pixels(length: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length }, () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32);
}

const labels = Int32Array.from({ length: batch }, (_, i) => i % 10);
const [digits, mlp, lenet] = [await Digits.create({ N: batch, seed: 1 }), await Mlp.create({ N: batch, seed: 1 }), await LeNet5.create({ N: batch, seed: 1 })];
const [small, large] = [pixels(batch * 64), pixels(batch * 784)];
const cases: readonly (readonly [string, () => unknown])[] = [
  ["digits: 2 convolutions, 8 x 8", () => digits.train({ image: small, digit: labels })],
  ["mlp: 784-128-10", () => mlp.train({ image: large, label: labels })],
  ["LeNet-5, 28 x 28", () => lenet.train({ image: large, label: labels })],
];

const rows = cases.map(([name, step]) => {
  for (let i = 0; i < 20; i++) step();
  const times: number[] = [];
  for (const end = performance.now() + 3000; performance.now() < end; ) {
    const begin = performance.now();
    step();
    times.push(performance.now() - begin);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const [median, least] = [sorted[Math.floor(sorted.length / 2)]!, sorted[0]!];
  return [name, String(times.length), median.toFixed(2), least.toFixed(2), Math.round((1000 * batch) / median).toLocaleString("en")];
});
console.log(`Training steps, batch ${batch} (ms)`);
console.log(table(["", "steps", "median", "least", "samples/s"], rows));
