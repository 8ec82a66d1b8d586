import { listOf, stringsOf, type OptionType } from "./format.ts";

/** `true` or `false`. */
export const flag: OptionType = { expected: "true or false", accepts: (value) => typeof value === "boolean" };

/** What separates cells of a line. */
export const character: OptionType = { expected: "one character in quotes", accepts: (value) => typeof value === "string" && /^[^"\r\n]$/u.test(value) };

/** A whole number of at least `least`. */
export function whole(least: number): OptionType {
  return { expected: `a whole number of at least ${least}`, accepts: (value) => typeof value === "number" && Number.isSafeInteger(value) && value >= least };
}

/** Of pictures. */
export const pictureSize: OptionType = {
  expected: "`[height, width]` (in colour) or `[height, width, channels]` with 1 or 3 channels",
  accepts(value) {
    const list = listOf(value);
    return (list.length === 2 || list.length === 3) && list.every((n) => Number.isSafeInteger(n) && n >= 1 && n <= 65535) && [1, 3].includes(list[2] ?? 3);
  },
};

/** Of the two texts of a pair. */
export const pairLengths: OptionType = {
  expected: "`[source, target]`: two whole numbers of at least 2, the marks counted",
  accepts(value) {
    const list = listOf(value);
    return list.length === 2 && list.every((n) => Number.isSafeInteger(n) && n >= 2);
  },
};

/** Of an archive. */
export const arrayNames: OptionType = { expected: "a list of names in quotes, such as `[\"images\", \"labels\"]`", accepts: (value) => stringsOf(value).length > 0 };
