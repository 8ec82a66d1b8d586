import { again, before, type Bit, distanceOf, type Element, lengthAgain, lengthOf, mostSince, newByte, repeats } from "./elements.ts";
import { longest, type Matches, Repeated } from "./matches.ts";

/** Of the lengths of a repetition, all that are less are tried, and the whole. */
const allBelow = 24;
/** What is known at a place: how many new bytes there were since the last repetition. */
const states = mostSince + 1;

/**
 * The elements of some bytes that take the least by these prices: a shortest path from place to place. The last distance
 * at a place is that of the best way that leads there, so it may not be quite the shortest.
 */
export function parse(bytes: Uint8Array, matches: Matches, price: Bit): readonly Element[] {
  const count = (bytes.length + 1) * states;
  const prices = new Float64Array(count).fill(Infinity);
  const from = new Int32Array(count);
  const distances = new Int32Array(count);
  const lengths = new Int32Array(count);
  const most = Math.min(longest, bytes.length);
  const lengthPrice = known(most, (length) => lengthOf(price, length));
  const lengthPricesAgain = Array.from({ length: 16 }, (_, half) => known(most, (length) => lengthAgain(price, half, length)));
  const reach = (to: number, total: number, origin: number, distance: number, length: number): void => {
    if (total >= prices[to]!) return;
    prices[to] = total;
    from[to] = origin;
    distances[to] = distance;
    lengths[to] = length;
  };
  /** Of several lengths, from the first that no nearer distance has. */
  const repeat = (origin: number, total: number, distance: number, least: number, length: number, ofLength: (length: number) => number): void => {
    const place = origin - (origin % states);
    for (let some = least; some < length && some < allBelow; some++) reach(place + some * states, total + ofLength(some), origin, distance, some);
    reach(place + length * states, total + ofLength(length), origin, distance, length);
  };
  const repeated = new Repeated(bytes);
  prices[mostSince] = 0;
  for (let at = 0; at < bytes.length; at++) {
    const plain = newByte(price, bytes, at, mostSince, 0);
    // From wherever another distance begins, what follows is the same.
    let best = -1;
    let anew = Infinity;
    for (let since = 0; since < states; since++) {
      const origin = at * states + since;
      const total = prices[origin]!;
      if (total === Infinity) continue;
      const distance = distances[origin]!;
      reach((at + 1) * states + Math.min(since + 1, mostSince), total + repeats(price, bytes, at, since, false) + (since > 0 ? plain : newByte(price, bytes, at, since, distance)), origin, distance, 0);
      const repeating = total + repeats(price, bytes, at, since, true);
      const length = since > 0 && distance > 0 ? repeated.length(at, distance) : 0;
      if (length > 0) repeat(origin, repeating + again(price, since, true), distance, 1, length, lengthPricesAgain[before(bytes, at)]!);
      const another = repeating + again(price, since, false);
      if (another < anew) [best, anew] = [origin, another];
    }
    for (let i = matches.starts[at]!, least = 2; i < matches.starts[at + 1]!; i++) {
      const [distance, length] = [matches.distances[i]!, matches.lengths[i]!];
      repeat(best, anew + distanceOf(price, distance), distance, least, length, lengthPrice);
      least = Math.min(length + 1, allBelow);
    }
  }
  return path(bytes.length * states, prices, from, distances, lengths);
}

/** The prices of numbers up to the most, each computed when it is asked for; none is 0. */
function known(most: number, price: (value: number) => number): (value: number) => number {
  const prices = new Float64Array(most + 1);
  return (value) => (prices[value] ||= price(value));
}

/** Back from the best of the states at the end. */
function path(end: number, prices: Float64Array, from: Int32Array, distances: Int32Array, lengths: Int32Array): readonly Element[] {
  let state = end;
  for (let other = end + 1; other < end + states; other++) if (prices[other]! < prices[state]!) state = other;
  const elements: Element[] = [];
  while (state >= states) {
    const [origin, distance, length] = [from[state]!, distances[state]!, lengths[state]!];
    const isAgain = origin % states > 0 && distances[origin] === distance;
    elements.push(length === 0 ? { kind: "byte" } : isAgain ? { kind: "again", length } : { kind: "repeat", distance, length });
    state = origin;
  }
  return elements.reverse();
}
