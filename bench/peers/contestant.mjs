// What the JavaScript programs share: the numbers they draw and how they take their turns.
import { createInterface } from "node:readline";

let state = 0x9e3779b9;

/** xorshift32, in [0, 1). */
function random() {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 2 ** 32;
}

/** Nearly standard normal: the sum of four uniform numbers. */
export function normal(length) {
  return Float32Array.from({ length }, () => (random() + random() + random() + random() - 2) * Math.sqrt(3));
}

/** In [-1/sqrt(fanIn), 1/sqrt(fanIn)), as PyTorch draws weights. */
export function uniform(length, fanIn) {
  const bound = 1 / Math.sqrt(fanIn);
  return Float32Array.from({ length }, () => (2 * random() - 1) * bound);
}

export function whole(length, below) {
  return Int32Array.from({ length }, () => Math.floor(random() * below));
}

/** 32 vectors of labels that contradict each other. */
export function labels(length, classes) {
  return Array.from({ length: 32 }, (_, p) => Int32Array.from({ length }, (_, i) => (i * 31 + p * 17 + i * p * 13) % classes));
}

/**
 * Runs the first step and says so, then takes turns: a line with seconds is answered by the milliseconds of each step that
 * fits, at least one; the end of the input by the peak memory. `step` gives the loss, or a promise of it.
 */
export async function takeTurns(step) {
  const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
  say({ loss: await step() });
  let repeat = 1;
  for await (const line of createInterface({ input: process.stdin })) {
    const times = [];
    const end = performance.now() + Number(line) * 1000;
    do {
      const from = performance.now();
      for (let i = 0; i < repeat; i++) await step();
      times.push((performance.now() - from) / repeat);
    } while (performance.now() < end);
    say({ times });
    // A sample takes at least a millisecond, or the clock is part of it; the first turn is to warm up.
    repeat = Math.ceil(1 / Math.min(...times));
  }
  say({ memory: process.resourceUsage().maxRSS * 1024 });
  process.exit();
}
