import { fail } from "../diagnostics/report.ts";
import { listOf } from "../formats/format.ts";
import type { Reader } from "./reader.ts";
import type { DataFile } from "./table.ts";
import { decode } from "./text.ts";

/** The first places of both vocabularies: what follows the end, before the first, after the last, and what the training did not have. */
const marks = ["<padding>", "<start>", "<end>", "<unknown>"];
const [padding, start, end, unknown] = [0, 1, 2, 3];

/**
 * Each line holds two texts with a tab between them (more columns are passed over). A row is both as places in their own
 * vocabularies: `lengths[0]` of the source with `<end>` after it, `lengths[1]` of the target between `<start>` and `<end>`, both padded.
 */
export const pairs: Reader = {
  legend: true,
  read(files, { lengths, words = false }, legend) {
    const [first = 0, second = 0] = listOf(lengths);
    const cut = (content: string): string[] => (words === true ? (content.match(/\S+/g) ?? []) : [...content]);
    const lines = files.flatMap((file) => linesOf(file, cut));
    const source = side("source", lines.map((l) => l.source), legend["source"]);
    const target = side("target", lines.map((l) => l.target), legend["target"]);
    const rows = lines.map(({ place }, i) => {
      const row = new Int32Array(first + second).fill(padding!);
      for (const [codes, at, length] of [[[...source.codes[i]!, end!], 0, first], [[start!, ...target.codes[i]!, end!], first, second]] as const) {
        if (codes.length > length) fail("data-text-too-long", { length, found: codes.length }, { place, help: "the marks count: one of the source, two of the target" });
        row.set(codes, at);
      }
      return row;
    });
    return {
      rows: rows.length,
      columns: first + second,
      legend: { source: source.vocabulary, target: target.vocabulary },
      row: (i, out) => out.set(rows[i]!),
      place: (row) => lines[row]!.place,
      explain: (_, column) => (column < first ? source.known : target.known),
    };
  },
};

interface Line {
  readonly source: readonly string[];
  readonly target: readonly string[];
  readonly place: string;
}

function linesOf(file: DataFile, cut: (content: string) => string[]): Line[] {
  const found: Line[] = [];
  decode(file).split(/\r?\n/).forEach((line, i) => {
    if (line.trim() === "") return;
    const place = `${file.name}:${i + 1}`;
    const [source, target] = line.split("\t");
    if (source === undefined || target === undefined) return fail("data-not-a-pair", {}, { place });
    found.push({ source: cut(source), target: cut(target), place });
  });
  if (found.length === 0) fail("data-empty", {}, { place: file.name });
  return found;
}

/** The most frequent first after the marks, equally frequent ones in the order of their characters. */
function side(what: string, texts: readonly (readonly string[])[], known: readonly string[] | undefined) {
  const counts = new Map<string, number>();
  for (const token of texts.flat()) counts.set(token, (counts.get(token) ?? 0) + 1);
  const vocabulary = known ?? [...marks, ...[...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([token]) => token).filter((t) => !marks.includes(t))];
  const places = new Map(vocabulary.map((token, i) => [token, i]));
  return {
    vocabulary,
    // A text that contains a mark does not get its meaning.
    codes: texts.map((tokens) => tokens.map((token) => (marks.includes(token) ? unknown! : (places.get(token) ?? unknown!)))),
    known: `the vocabulary of the ${what} has ${vocabulary.length} places, ${marks.length} of them for marks: an input of them is \`index(${vocabulary.length})\``,
  };
}
