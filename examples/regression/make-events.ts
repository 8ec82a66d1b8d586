// Writes events.csv: 400 counts drawn from a Poisson distribution of rate exp(0.8 x0 - 0.5 x1 + 0.3), seeded.
import { writeFileSync } from "node:fs";

let state = 12345;
/** Uniform in [0, 1): a linear congruential generator, so that the file can be made again anywhere. */
function uniform(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

/** Knuth's method: how many uniform factors until the product falls below e^-rate. */
function poisson(rate: number): number {
  const limit = Math.exp(-rate);
  let count = 0;
  for (let product = uniform(); product > limit; product *= uniform()) count += 1;
  return count;
}

const rows = Array.from({ length: 400 }, () => {
  const [x0, x1] = [2 * uniform() - 1, 2 * uniform() - 1].map((x) => Number(x.toFixed(3))) as [number, number];
  return `${x0},${x1},${poisson(Math.exp(0.8 * x0 - 0.5 * x1 + 0.3))}`;
});
writeFileSync(new URL("events.csv", import.meta.url), `x0,x1,count\n${rows.join("\n")}\n`);
