/** The generator that the scripts which make vectors have too: `count` f32 numbers in [low, high). */
export function noise(count: number, seed: number, low: number, high: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return low + (high - low) * (state / 2 ** 32);
  });
}

export function product(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

/** FNV-1a of `name#case`. */
export function seedOf(name: string, number: number): number {
  return [...new TextEncoder().encode(`${name}#${number}`)].reduce((hash, byte) => Math.imul(hash ^ byte, 16777619) >>> 0, 2166136261);
}
