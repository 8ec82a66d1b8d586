import { fail } from "../diagnostics/report.ts";

/** What a text is cut into. */
export interface Tokens {
  readonly unit: string;
  /** What a vocabulary has so many of. */
  readonly different: string;
  /** The names of the numbers from 0, of which there are at most `limit` where that can be. */
  readonly vocabulary: (texts: readonly string[], limit: number) => readonly string[];
  /** `file` is for diagnostics. */
  readonly encode: (text: string, vocabulary: readonly string[], file: string) => Int32Array;
  /** Where in the text a token begins, in UTF-16 units. */
  readonly offset: (text: string, index: number) => number;
}

/** Unicode code points. The vocabulary is all that occur, by their numbers. */
export const characters: Tokens = {
  unit: "characters",
  different: "different characters",
  vocabulary(texts) {
    const found = new Set<number>();
    for (const text of texts) for (const character of text) found.add(character.codePointAt(0)!);
    return [...found].toSorted((a, b) => a - b).map((code) => String.fromCodePoint(code));
  },
  encode(text, vocabulary, file) {
    const places = new Map(vocabulary.map((character, i) => [character, i]));
    const codes = new Int32Array(text.length);
    let count = 0;
    let offset = 0;
    for (const character of text) {
      codes[count++] = places.get(character) ?? refuse(text, offset, vocabulary, file);
      offset += character.length;
    }
    return codes.subarray(0, count);
  },
  offset(text, index) {
    let offset = 0;
    let count = 0;
    for (const character of text) {
      if (count++ === index) break;
      offset += character.length;
    }
    return offset;
  },
};

/** The place of words that the vocabulary does not have. */
const unknown = "<unknown>";

/** What stands between white space. The vocabulary begins with `<unknown>`; the most frequent words follow, equally frequent ones in the order of their characters. */
export const words: Tokens = {
  unit: "words",
  different: "different words (the unknown one counts)",
  vocabulary(texts, limit) {
    const counts = new Map<string, number>();
    for (const text of texts) for (const [word] of text.matchAll(/\S+/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
    counts.delete(unknown);
    const ordered = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    return [unknown, ...ordered.slice(0, limit - 1).map(([word]) => word)];
  },
  encode(text, vocabulary) {
    const places = new Map(vocabulary.map((word, i) => [word, i]));
    return Int32Array.from([...text.matchAll(/\S+/g)].map(([word]) => places.get(word) ?? 0));
  },
  offset(text, index) {
    let count = 0;
    for (const { index: offset } of text.matchAll(/\S+/g)) if (count++ === index) return offset;
    return text.length;
  },
};

function refuse(text: string, offset: number, vocabulary: readonly string[], file: string): never {
  const character = String.fromCodePoint(text.codePointAt(offset)!);
  const lines = text.slice(0, offset).split("\n");
  const help = `the model was trained on a text with these ${vocabulary.length}: ${JSON.stringify(vocabulary.join("")).slice(0, 120)}`;
  return fail("data-unknown-character", { character: JSON.stringify(character) }, { place: `${file}:${lines.length}:${[...lines.at(-1)!].length + 1}`, help });
}
