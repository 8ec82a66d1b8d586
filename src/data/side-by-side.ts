import { fail } from "../diagnostics/report.ts";
import type { FileReader, Reader } from "./reader.ts";
import type { Table } from "./table.ts";

/** The reader of several files of a format that makes a table of each: their columns side by side. */
export function columnwise(reader: FileReader): Reader {
  return { read: (files, options) => sideBySide(files.map((file) => reader.read(file, options))) };
}

/** One table of all the columns: those of the first, then those of the second, … Row counts must agree. */
export function sideBySide(tables: readonly Table[]): Table {
  const [first, ...others] = tables;
  if (!first) throw new Error("no tables");
  if (others.length === 0) return first;
  for (const other of others) {
    if (other.rows !== first.rows) {
      fail("data-rows-differ", {
        left: fileOf(first),
        leftRows: first.rows,
        right: fileOf(other),
        rightRows: other.rows,
      });
    }
  }
  const starts = [0];
  for (const table of tables) starts.push(starts.at(-1)! + table.columns);
  const columns = starts.at(-1)!;
  const names = tables.every((t) => t.names) ? tables.flatMap((t) => t.names ?? []) : undefined;
  const parts = new WeakMap<Float32Array | Float64Array, (Float32Array | Float64Array)[]>();
  return {
    rows: first.rows,
    columns,
    ...(names && { names }),
    row(i, out) {
      let views = parts.get(out);
      if (!views) parts.set(out, (views = tables.map((t, k) => out.subarray(starts[k]!, starts[k]! + t.columns))));
      for (let k = 0; k < tables.length; k++) tables[k]!.row(i, views[k]!);
    },
    place(row, column) {
      const k = Math.max(0, tables.findIndex((_, j) => column < starts[j + 1]!));
      return tables[k]!.place(row, column - starts[k]!);
    },
  };
}

function fileOf(table: Table): string {
  return table.place(0, 0).replace(/(: row 1|:\d+(:\d+)?)$/, "");
}
