import { cellsOf, isComment, type Cell } from "./cells.ts";
import { brokenByAuthor, cut } from "./lines.ts";
import { place } from "./place.ts";

/** A longer line is broken as the printer would, whatever the author did. */
const widest = 160;

/** A file as printed, with lines of any length, and with lines that fit: the same tokens. */
export interface Printed {
  readonly wide: string;
  readonly narrow: () => string;
}

/**
 * The tokens of a printed file on the lines of the author, with the columns of the author: given the text of the author. Where a
 * line becomes too long, its statement is on the lines of the narrow text.
 */
export function arranger({ wide, narrow }: Printed): (source: string) => string {
  const cellsIn = cellsOf(wide);
  return (source) => {
    const cells = cellsIn(source);
    const statementOf = new Map(cut(cells, (cell) => cell.ends > 0).flatMap((statement, i) => statement.map((cell) => [cell, i])));
    const arranged = (broken: ReadonlySet<number>, narrowly: ReadonlySet<Cell>) => {
      const lines = cut(cells, (cell, i) => cell.ends > 0 || (broken.has(statementOf.get(cell)!) ? narrowly.has(cell) : brokenByAuthor(cells[i - 1], cell)));
      return { lines, texts: place(lines) };
    };
    const first = arranged(new Set(), new Set());
    const long = new Set(first.lines.flatMap((line, i) => (first.texts[i]!.length > widest ? [statementOf.get(line[0]!)!] : [])));
    const { lines, texts } = long.size > 0 ? arranged(long, beginning(cells, narrow())) : first;
    return texts.map((text, i) => `${lines[i]![0]!.ends > 1 ? "\n" : ""}${text}\n`).join("");
  };
}

/** The cells that begin a line of the narrow text. */
function beginning(cells: readonly Cell[], narrow: string): ReadonlySet<Cell> {
  const same = cellsOf(narrow)("").filter((cell) => !isComment(cell));
  return new Set(cells.filter((cell) => !isComment(cell)).filter((_, i) => (same[i]?.ends ?? 0) > 0));
}
