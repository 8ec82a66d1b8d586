/**
 * Two words of Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): a pure function
 * of key and counter, so random numbers need no state and come out the same on every target.
 */
export function philox(seed: number, step: number, site: number, index: number): readonly [number, number] {
  let [c0, c1, c2, c3] = [index >>> 0, step >>> 0, site >>> 0, 0];
  let [k0, k1] = [seed >>> 0, 0];
  for (let round = 0; round < 10; round++) {
    const [high0, low0] = multiply(0xd2511f53, c0);
    const [high1, low1] = multiply(0xcd9e8d57, c2);
    [c0, c1, c2, c3] = [(high1 ^ c1 ^ k0) >>> 0, low1, (high0 ^ c3 ^ k1) >>> 0, low0];
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1];
}

/** The high and the low word of a product of two unsigned words. */
function multiply(a: number, b: number): readonly [number, number] {
  const product = BigInt(a) * BigInt(b);
  return [Number(product >> 32n), Number(product & 0xffffffffn)];
}

const unit = 2 ** -24;

/** In [0, 1), a multiple of 2^-24. */
export function randomUniform(seed: number, step: number, site: number, index: number): number {
  const [word] = philox(seed, step, site, index);
  return (word >>> 8) * unit;
}

/** Box-Muller; the first uniform number is taken from (0, 1], so that its logarithm is finite. */
export function randomNormal(seed: number, step: number, site: number, index: number): number {
  const [word0, word1] = philox(seed, step, site, index);
  const radius = Math.sqrt(-2 * Math.log(((word0 >>> 8) + 1) * unit));
  return radius * Math.cos(2 * Math.PI * ((word1 >>> 8) * unit));
}
