import { philox4x32, philoxWords } from "../runtime/philox.ts";

/** Separate sequences of one seed; the model's own draws use key word 0. */
export const streams = { split: 1, epoch: 2 };

/**
 * A random order of 0..n-1 (Fisher-Yates), the same for the same (seed, stream, epoch): nothing is carried from one
 * epoch to the next, so resuming needs no state of a generator.
 */
export function permutation(n: number, seed: number, stream: number, epoch: number, out = new Int32Array(n)): Int32Array {
  for (let i = 0; i < n; i++) out[i] = i;
  const draw = generator(seed, stream, epoch);
  for (let i = n - 1; i > 0; i--) {
    const j = below(i + 1, draw);
    const kept = out[i]!;
    out[i] = out[j]!;
    out[j] = kept;
  }
  return out;
}

/** An unbiased whole number in 0..n-1: the draws above the last multiple of n are thrown away. */
function below(n: number, draw: () => number): number {
  const limit = 2 ** 32 - (2 ** 32 % n);
  let word = draw();
  while (word >= limit) word = draw();
  return word % n;
}

/** The u32 words of Philox with key (seed, stream) and counters (0, epoch), (1, epoch), … */
function generator(seed: number, stream: number, epoch: number): () => number {
  let block = 0;
  const words = new Uint32Array(4);
  let next = 4;
  return () => {
    if (next === 4) {
      philox4x32(block++, epoch, 0, 0, seed, stream);
      words.set(philoxWords);
      next = 0;
    }
    return words[next++]!;
  };
}
