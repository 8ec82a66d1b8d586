import { fail } from "../diagnostics/report.ts";
import type { Reader } from "./reader.ts";
import type { DataFile } from "./table.ts";
import { characters, words, type Tokens } from "./tokens.ts";

/**
 * Each row is a window of `length` characters (or words) of one file, as places in the vocabulary; windows begin every
 * `step` of them. What is left at the end of a file is no row.
 */
export const text: Reader = {
  legend: true,
  read(files, { length, step = length, words: byWords = false, vocabulary: limit }, legend) {
    const columns = Number(length);
    const tokens = byWords === true ? words : characters;
    const texts = files.map((file) => decode(file));
    const vocabulary = legend["vocabulary"] ?? tokens.vocabulary(texts, typeof limit === "number" ? limit : Number.POSITIVE_INFINITY);
    const parts = texts.map((content, i) => tokens.encode(content, vocabulary, files[i]!.name));
    const windows = parts.flatMap((codes, part) => {
      if (codes.length === 0) fail("data-empty", {}, { place: files[part]!.name });
      if (codes.length < columns) fail("data-text-too-short", { length: columns, found: codes.length, unit: tokens.unit }, { place: files[part]!.name });
      const count = Math.floor((codes.length - columns) / Number(step)) + 1;
      return Array.from({ length: count }, (_, i) => ({ part, start: i * Number(step) }));
    });
    const known = `the text has ${vocabulary.length} ${tokens.different}: an input of them is \`index(${vocabulary.length})\``;
    return {
      rows: windows.length,
      columns,
      legend: { vocabulary },
      row(i, out) {
        const { part, start } = windows[i]!;
        out.set(parts[part]!.subarray(start, start + columns));
      },
      place(row, column) {
        const { part, start } = windows[row]!;
        return `${files[part]!.name}:${lineAndColumn(texts[part]!, tokens, start + column)}`;
      },
      explain: () => known,
    };
  },
};

/** The text of a file. Throws DiagnosticError if it is not UTF-8. */
export function decode(file: DataFile): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(file.bytes);
  } catch {
    return fail("data-bad-text", {}, { place: file.name, help: "convert it: `iconv -f ISO-8859-1 -t UTF-8 old.txt > new.txt`" });
  }
}

/** `12:3`, counted from 1, of token `index`. */
function lineAndColumn(content: string, tokens: Tokens, index: number): string {
  const before = content.slice(0, tokens.offset(content, index));
  const lines = before.split("\n");
  return `${lines.length}:${[...lines.at(-1)!].length + 1}`;
}
