/** Uniform in [0, 1), with 24 bits: for element `index` of the random value `site` in step `step`. */
export function randomUniform(seed: number, step: number, site: number, index: number): number {
  philox4x32(index, step, site, 0, seed, 0);
  return (philoxWords[0]! >>> 8) * 2 ** -24;
}

/** Standard normal: Box-Muller, sqrt(-2 log u) cos(2 pi v), with u in (0, 1] and v in [0, 1). */
export function randomNormal(seed: number, step: number, site: number, index: number): number {
  philox4x32(index, step, site, 0, seed, 0);
  const u = ((philoxWords[0]! >>> 8) + 1) * 2 ** -24;
  const v = (philoxWords[1]! >>> 8) * 2 ** -24;
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
}

/** The four words of the last call of `philox4x32`. */
export const philoxWords = new Uint32Array(4);

/**
 * Ten rounds of Philox4x32 over the counter (c0, c1, c2, c3) with the key (k0, k1); the result is left in `philoxWords`.
 * J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
export function philox4x32(c0: number, c1: number, c2: number, c3: number, k0: number, k1: number): void {
  for (let round = 0; round < 10; round++) {
    const low0 = Math.imul(c0, 0xd2511f53);
    const low2 = Math.imul(c2, 0xcd9e8d57);
    const high0 = multiplyHigh(c0, 0xd2511f53);
    const high2 = multiplyHigh(c2, 0xcd9e8d57);
    c0 = high2 ^ c1 ^ k0;
    c1 = low2;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  philoxWords[0] = c0;
  philoxWords[1] = c1;
  philoxWords[2] = c2;
  philoxWords[3] = c3;
}

/** The upper 32 bits of the product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const cross = a0 * b1 + (middle & 0xffff);
  return (a1 * b1 + (middle >>> 16) + (cross >>> 16)) | 0;
}
