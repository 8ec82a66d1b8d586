/** One step of an unpacker: a new byte, or a repetition of so many bytes, from the distance of the last one or from another. */
export type Element = { readonly kind: "byte" } | { readonly kind: "again"; readonly length: number } | { readonly kind: "repeat"; readonly distance: number; readonly length: number };

/** Takes a bit of a context: to write it, or to say what it would take. Both is a number, so that a sum of them is the price of all. */
export type Bit = (context: number, bit: number) => number;

/** How many new bytes since the last repetition make a difference; before the first there are as many. */
export const mostSince = 3;

/** Where the contexts of each kind begin, as the runtime has them; a number has 2048, which is enough for distances below 2 ** 24. */
const contexts = { repeats: 0, again: 1024, distance: 2048, length: 4096, byte: 8192, difference: 12288, lengthAgain: 16384 } as const;

/** All contexts are below. */
export const contextCount = 49152;

/** As `unpackBytes` of the runtime reads it: whether bytes are repeated from here. */
export function repeats(put: Bit, bytes: Uint8Array, at: number, since: number, value: boolean): number {
  return put(contexts.repeats + since * 256 + (bytes[at - 1] ?? 0), value ? 1 : 0);
}

/** Whether from the distance of the last repetition, which a repetition right behind it is not. */
export function again(put: Bit, since: number, value: boolean): number {
  return since === 0 ? 0 : put(contexts.again + since, value ? 1 : 0);
}

export const distanceOf = (put: Bit, value: number): number => number(put, contexts.distance, value);
export const lengthOf = (put: Bit, value: number): number => number(put, contexts.length, value);

/** Of a repetition from the last distance: `half` is the upper half of the byte before. */
export const lengthAgain = (put: Bit, half: number, value: number): number => number(put, contexts.lengthAgain + half * 2048, value);

/** A byte that is new; right behind a repetition, how far it is from the one that would have come next. */
export function newByte(put: Bit, bytes: Uint8Array, at: number, since: number, distance: number): number {
  const value = since > 0 ? bytes[at]! : (bytes[at]! - bytes[at - distance]!) & 255;
  const tree = (since > 0 ? contexts.byte : contexts.difference) + before(bytes, at) * 256;
  let [price, known] = [0, 1];
  for (let i = 7; i >= 0; i--) {
    const bit = (value >> i) & 1;
    price += put(tree + known, bit);
    known = known * 2 + bit;
  }
  return price;
}

/** The upper half of the byte before. */
export function before(bytes: Uint8Array, at: number): number {
  return bytes[at - 1]! >> 4;
}

/** A number of at least 1: how many binary digits follow the first, then these. */
function number(put: Bit, context: number, value: number): number {
  const digits = 31 - Math.clz32(value);
  let [price, known] = [0, 1];
  for (let i = 0; i < digits; i++) price += put(context + i, 1);
  price += put(context + digits, 0);
  for (let left = digits; left > 0; left--) {
    const bit = (value >> (left - 1)) & 1;
    price += put(context + 64 * digits + (known < 16 ? known : 16 + left), bit);
    known = known * 2 + bit;
  }
  return price;
}
