/** Of each place of some bytes: from which distances at least two bytes are repeated, the nearest first, each longer than those before. */
export interface Matches {
  /** Where those of a place begin, and of the next. */
  readonly starts: Int32Array;
  readonly distances: readonly number[];
  readonly lengths: readonly number[];
}

/** How many earlier places are looked at that begin with the same two bytes. */
const depth = 48;
/** A repetition that is long enough not to look for another. */
const enough = 128;
/** No repetition is longer. */
export const longest = 2048;

export function matchesOf(bytes: Uint8Array): Matches {
  const last = new Int32Array(2 ** 16).fill(-1);
  const previous = new Int32Array(bytes.length);
  const starts = new Int32Array(bytes.length + 1);
  const repeated = new Repeated(bytes);
  const [distances, lengths]: [number[], number[]] = [[], []];
  for (let at = 0; at < bytes.length; at++) {
    starts[at] = distances.length;
    if (at + 1 === bytes.length) break;
    const pair = bytes[at]! * 256 + bytes[at + 1]!;
    let best = 1;
    for (let [from, left] = [last[pair]!, depth]; from >= 0 && left > 0 && best < enough; [from, left] = [previous[from]!, left - 1]) {
      // What cannot be longer differs there already.
      if (bytes[from + best] !== bytes[at + best]) continue;
      const length = repeated.length(at, at - from);
      if (length <= best) continue;
      best = length;
      distances.push(at - from);
      lengths.push(length);
    }
    previous[at] = last[pair]!;
    last[pair] = at;
  }
  starts[bytes.length] = distances.length;
  return { starts, distances, lengths };
}

/** How long repetitions are, asked from the first place to the last: what is known from an earlier place is not compared again. */
export class Repeated {
  private readonly bytes: Uint8Array;
  /** By the distance: up to where bytes are known to be those from there. */
  private readonly ends: Int32Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.ends = new Int32Array(bytes.length + 1);
  }

  /** How many bytes from here are those from a distance before. */
  length(at: number, distance: number): number {
    const { bytes, ends } = this;
    let end = Math.max(at, ends[distance]!);
    while (end < bytes.length && bytes[end] === bytes[end - distance]) end++;
    ends[distance] = end;
    return Math.min(end - at, longest);
  }
}
