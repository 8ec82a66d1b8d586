import type { Note } from "../diagnostic.ts";
import { padTo, visible, width } from "./visible.ts";

/** Cells of a note's text are set apart by three or more spaces. */
const gap = "   ";

/**
 * One text per note: `f: [N, 28, 28, 128]   halved by …`. Neighbouring notes that have cells form a table: their cells
 * stand below each other.
 */
export function noteTexts(notes: readonly Note[]): string[] {
  const rows = notes.map(({ name, text }) => {
    const cells = visible(text).split(/ {3,}/);
    return { name: name === "" ? "" : `${visible(name)}:`, cells, table: name !== "" && cells.length > 1 };
  });
  return rows.map((row, i) => {
    if (!row.table) return join(row.name, row.cells.join(gap));
    const group = neighbours(rows, i);
    const name = padTo(row.name, Math.max(...group.map((r) => width(r.name))));
    const last = row.cells.length - 1;
    const cells = row.cells.map((cell, c) => (c === last ? cell : padTo(cell, Math.max(...group.map((r) => width(r.cells[c] ?? ""))))));
    return join(name, cells.join(gap));
  });
}

function join(name: string, text: string): string {
  return name === "" ? text : `${name} ${text}`;
}

function neighbours<R extends { readonly table: boolean }>(rows: readonly R[], at: number): readonly R[] {
  let from = at;
  let to = at + 1;
  while (from > 0 && rows[from - 1]!.table) from--;
  while (to < rows.length && rows[to]!.table) to++;
  return rows.slice(from, to);
}
