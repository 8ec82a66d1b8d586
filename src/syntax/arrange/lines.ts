import type { Cell } from "./cells.ts";

/** From the first of these cells to the last: a line to be. */
export type Line = readonly Cell[];

/** Cuts cells before those for which `breaks` holds. */
export function cut(cells: readonly Cell[], breaks: (cell: Cell, i: number) => boolean): Line[] {
  const lines: Cell[][] = [];
  cells.forEach((cell, i) => {
    if (i === 0 || breaks(cell, i)) lines.push([cell]);
    else lines.at(-1)!.push(cell);
  });
  return lines;
}

/** Whether the author ended a line between two cells that followed each other. */
export function brokenByAuthor(previous: Cell | undefined, cell: Cell): boolean {
  const [a, b] = [previous?.written, cell.written];
  return a !== undefined && b !== undefined && b.index === a.index + 1 && b.line > a.line;
}
