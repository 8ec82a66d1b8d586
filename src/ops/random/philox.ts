/**
 * Philox4x32-10, the counter-based generator of Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC 2011):
 * ten rounds that mix a 128-bit counter under a 64-bit key. Words are numbers 0..2^32-1.
 */
export function philox(counter: Words, key: readonly [number, number]): Words {
  let [a, b, c, d] = counter;
  let [left, right] = key;
  for (let round = 0; round < 10; round += 1) {
    const [aHigh, cHigh] = [highProduct(0xd2511f53, a), highProduct(0xcd9e8d57, c)];
    const [aLow, cLow] = [Math.imul(0xd2511f53, a), Math.imul(0xcd9e8d57, c)];
    [a, b, c, d] = [(cHigh ^ b ^ left) >>> 0, cLow >>> 0, (aHigh ^ d ^ right) >>> 0, aLow >>> 0];
    // The golden ratio and sqrt(3) - 1, as fractions of 2^32.
    left = (left + 0x9e3779b9) >>> 0;
    right = (right + 0xbb67ae85) >>> 0;
  }
  return [a, b, c, d];
}

export type Words = readonly [number, number, number, number];

/** The upper 32 bits of a product of 32-bit words; each step stays below 2^53. */
function highProduct(x: number, y: number): number {
  const low = (x & 0xffff) * y;
  const high = (x >>> 16) * y + Math.floor(low / 0x10000);
  return Math.floor(high / 0x10000);
}
