import { ArithmeticCode } from "./arithmetic.ts";
import { again, before, type Bit, distanceOf, type Element, lengthAgain, lengthOf, mostSince, newByte, repeats } from "./elements.ts";
import { matchesOf } from "./matches.ts";
import { parse } from "./parse.ts";

/** How often the elements are chosen anew, by what the bits of the last choice took: 2 to 4 times, as there is time. */
const roundsOf = ({ length }: Uint8Array): number => Math.max(2, Math.min(4, Math.floor(2 ** 17 / length)));

/** What `unpackBytes` of the runtime reads. */
export function packBytes(bytes: Uint8Array): string {
  const matches = matchesOf(bytes);
  let price: Bit = () => 1;
  let shortest: string | undefined;
  for (let round = roundsOf(bytes); round > 0; round--) {
    const code = new ArithmeticCode();
    write(code, bytes, parse(bytes, matches, price));
    const prices = code.chances.prices();
    price = (context, bit) => prices[2 * context + bit]!;
    const text = code.finish();
    if (shortest === undefined || text.length < shortest.length) shortest = text;
  }
  return shortest!;
}

function write(code: ArithmeticCode, bytes: Uint8Array, elements: readonly Element[]): void {
  const put: Bit = (context, bit) => {
    code.put(context, bit);
    return 0;
  };
  let [at, since, distance] = [0, mostSince, 0];
  for (const element of elements) {
    repeats(put, bytes, at, since, element.kind !== "byte");
    if (element.kind === "byte") {
      newByte(put, bytes, at, since, distance);
      [at, since] = [at + 1, Math.min(since + 1, mostSince)];
      continue;
    }
    again(put, since, element.kind === "again");
    if (element.kind === "repeat") {
      distance = element.distance;
      distanceOf(put, distance);
    }
    if (element.kind === "again") lengthAgain(put, before(bytes, at), element.length);
    else lengthOf(put, element.length);
    [at, since] = [at + element.length, 0];
  }
}
