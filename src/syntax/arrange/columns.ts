import { is } from "../../../grammar/token.ts";
import * as t from "../../../grammar/tokens.ts";
import { isComment, type Cell } from "./cells.ts";
import type { Line } from "./lines.ts";

export interface Columns {
  /** Cells that stand under each other, each with the number of its column. */
  readonly of: ReadonlyMap<Cell, number>;
  /** For a line that goes on with a statement: which of its first two cells stands under which of the line above. */
  readonly hanging: ReadonlyMap<Line, { readonly cell: Cell; readonly under: Cell }>;
}

/**
 * Finds what the author aligned: cells of the same sort at the same place, of which one has more blanks before it than it needs.
 * Of the statements of a block, the first lines count; a line between them that ends before that place does not part them, an empty one does.
 */
export function columnsOf(lines: readonly Line[]): Columns {
  const of = new Map<Cell, number>();
  const hanging = new Map<Line, { readonly cell: Cell; readonly under: Cell }>();
  const byColumn = lines.map((line) => new Map(line.map((cell, j) => [cell.written?.column, j])));
  let count = 0;
  lines.forEach((line, i) => {
    line.forEach((cell, k) => {
      const found = above(lines, byColumn, i, cell);
      if (!found) return;
      const [over, j, upper] = found;
      if (hangs(line, k)) {
        if (j > 0 && !hanging.has(line) && (k > 0 || sameBeginning(cell, over))) hanging.set(line, { cell, under: over });
        return;
      }
      const aligned = (cell.written?.blanks ?? 0) > 1 || (over.written?.blanks ?? 0) > 1;
      if (k === 0 || j === 0 || cell.gap === 0 || over.gap === 0 || !aligned || !alike(upper, j, line, k)) return;
      const column = of.get(over) ?? count++;
      of.set(over, column).set(cell, column);
    });
  });
  return { of, hanging };
}

/** How many lines up to look. */
const farthest = 16;

/** The nearest cell above one at the same place of the source, with its number and its line. */
function above(lines: readonly Line[], byColumn: readonly ReadonlyMap<number | undefined, number>[], i: number, { written }: Cell): [Cell, number, Line] | undefined {
  if (!written) return undefined;
  const begins = lines[i]![0]!.begins;
  for (let up = i - 1; up >= 0 && i - up <= (begins ? farthest : 1); up -= 1) {
    if (lines[up + 1]![0]!.ends > 1) return undefined;
    const line = lines[up]!;
    if (begins && (!line[0]!.begins || depth(line) > depth(lines[i]!))) continue;
    if (begins && depth(line) < depth(lines[i]!)) return undefined;
    const j = byColumn[up]!.get(written.column);
    if (j !== undefined) return line[j]!.written!.line < written.line ? [line[j]!, j, line] : undefined;
    const [first, last] = [line[0]!.written, line.at(-1)!];
    if (!first || !last.written || (first.column < written.column && written.column < last.written.column + last.token.image.length)) return undefined;
  }
  return undefined;
}

/** How far the author indented a line. */
function depth(line: Line): number {
  return line[0]!.written?.column ?? 0;
}

function sameBeginning(cell: Cell, over: Cell): boolean {
  return cell.token.tokenType === over.token.tokenType || (is(cell.token, t.Else) && is(over.token, t.If));
}

/** The first cell of a line that goes on with a statement, or what an operator that begins it applies to. */
function hangs(line: Line, k: number): boolean {
  const [first] = line;
  if (!first || first.begins || isComment(first)) return false;
  return k === 0 || (k === 1 && is(first.token, t.BinaryOperator));
}

/** Of the same type, after the same type, or each after the keyword that begins its line. */
function alike(above: Line, j: number, line: Line, k: number): boolean {
  const type = (cell: Cell | undefined): unknown => cell?.token.tokenType;
  if (type(above[j]) === type(line[k]) || type(above[j - 1]) === type(line[k - 1])) return true;
  return j === 1 && k === 1 && ![type(above[0]), type(line[0])].includes(t.Identifier);
}
