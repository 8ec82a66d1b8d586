import { is } from "../../../grammar/token.ts";
import * as t from "../../../grammar/tokens.ts";
import { isComment, type Cell } from "./cells.ts";
import { columnsOf } from "./columns.ts";
import type { Line } from "./lines.ts";

const step = 2;

/** Columns push each other to the right; so often at most. */
const rounds = 40;

interface Level {
  /** Where its items begin. */
  readonly indent: number;
  /** Where its closing bracket stands if it begins a line. */
  readonly close: number;
  readonly braces: boolean;
}

/** The text of each line: indented by what encloses it, aligned columns at the leftmost place that all their cells can have. */
export function place(lines: readonly Line[]): string[] {
  const columns = columnsOf(lines);
  const gaps = commentGaps(lines, columns.of);
  const places = new Map<Cell, number>();
  const reached: number[] = [];
  const codeFrom: (Cell | undefined)[] = [];
  for (let i = lines.length - 1; i >= 0; i -= 1) codeFrom[i] = isComment(lines[i]![0]!) ? codeFrom[i + 1] : lines[i]![0]!;
  let changed = true;
  for (let round = 0; changed && round < rounds; round += 1) {
    changed = false;
    let levels: readonly Level[] = [{ indent: 0, close: 0, braces: true }];
    let before: Cell | undefined;
    lines.forEach((line, i) => {
      let at = indentOf(i, levels, before);
      const { cell: hung, under } = columns.hanging.get(line) ?? {};
      if (hung && under) at = Math.max(0, (places.get(under) ?? 0) - (hung === line[0] ? 0 : widthOf(line[0]!) + hung.gap));
      const start = at;
      line.forEach((cell, k) => {
        if (k > 0) at += gaps.get(cell) ?? cell.gap;
        const column = columns.of.get(cell);
        if (column !== undefined) at = reached[column] = Math.max(at, reached[column] ?? 0);
        if (places.get(cell) !== at) changed = true;
        places.set(cell, at);
        at += widthOf(cell);
        levels = after(cell, levels, start);
        if (!isComment(cell)) before = cell;
      });
    });
  }

  function indentOf(i: number, levels: readonly Level[], previous: Cell | undefined): number {
    const level = levels.at(-1)!;
    // A comment stands where what it is about begins.
    const first = codeFrom[i];
    const alone = isComment(lines[i]![0]!);
    if (first && closers.some((type) => is(first.token, type))) return alone ? level.indent : level.close;
    const fresh = !first || first.begins || !previous || openers.some((type) => is(previous.token, type)) || (!level.braces && is(previous.token, t.Comma));
    return level.indent + (fresh ? 0 : step);
  }

  return lines.map((line) => {
    let text = "";
    for (const cell of line) text = text.padEnd(places.get(cell) ?? 0) + image(cell);
    return text;
  });
}

const openers = [t.LParen, t.LSquare, t.LCurly];
const closers = [t.RParen, t.RSquare, t.RCurly];

/** The brackets that are open after a cell of a line that begins at `start`. */
function after({ token }: Cell, levels: readonly Level[], start: number): readonly Level[] {
  if (is(token, t.LCurly)) {
    const { indent } = levels.at(-1)!;
    return [...levels, { indent: indent + step, close: indent, braces: true }];
  }
  if (openers.some((type) => is(token, type))) return [...levels, { indent: start + step, close: start, braces: false }];
  return closers.some((type) => is(token, type)) && levels.length > 1 ? levels.slice(0, -1) : levels;
}

/** The blanks before a comment that ends a line are the author's; in a column, the fewest of its cells. */
function commentGaps(lines: readonly Line[], column: ReadonlyMap<Cell, number>): ReadonlyMap<Cell, number> {
  const own = new Map(lines.flatMap((line) => line.slice(1).filter(isComment)).map((cell) => [cell, cell.written && !cell.written.first ? Math.max(1, cell.written.blanks) : 1]));
  const least = new Map<number, number>();
  for (const [cell, gap] of own) {
    const c = column.get(cell);
    if (c !== undefined) least.set(c, Math.min(gap, least.get(c) ?? Infinity));
  }
  return new Map([...own].map(([cell, gap]) => [cell, least.get(column.get(cell) ?? -1) ?? gap]));
}

function image({ token }: Cell): string {
  return token.image.trimEnd();
}

function widthOf(cell: Cell): number {
  return image(cell).length;
}
