import type { Table } from "../data/table.ts";
import { fail } from "../diagnostics/report.ts";
import type { DataSource } from "../graph/graph.ts";

/** Of the columns that a data block normalizes, by their name in it (`columns 0..3`); a deviation of 0 is stored as 1. */
export type Statistics = Readonly<Record<string, { readonly mean: readonly number[]; readonly deviation: readonly number[] }>>;

/** Means and standard deviations (of the rows themselves: divided by their number) over some rows of a table that has these columns. */
export function statisticsOf(source: DataSource, table: Table, rows: Int32Array): Statistics {
  const found: Record<string, Statistics[string]> = {};
  const row = new Float64Array(table.columns);
  for (const { name, from, to } of source.columns.filter((c) => source.normalized?.includes(c.name))) {
    const mean = new Float64Array(to - from + 1);
    const squares = new Float64Array(to - from + 1);
    rows.forEach((index, count) => {
      table.row(index, row);
      // Welford's update: no difference of large sums.
      for (let j = 0; j < mean.length; j++) {
        const off = row[from + j]! - mean[j]!;
        mean[j]! += off / (count + 1);
        squares[j]! += off * (row[from + j]! - mean[j]!);
      }
    });
    found[name] = { mean: [...mean], deviation: Array.from(squares, (sum) => Math.sqrt(sum / rows.length) || 1) };
  }
  return found;
}

/** The values of the leaves of a data block that speak of the training examples. Throws DiagnosticError if they are not known. */
export function statisticLeaves(source: DataSource, statistics: Statistics): Record<string, { readonly shape: readonly number[]; readonly data: Float64Array }> {
  return Object.fromEntries(
    source.columns.filter((c) => source.normalized?.includes(c.name)).flatMap(({ name, from, to, single }) => {
      const known = Object.hasOwn(statistics, name) ? statistics[name] : undefined;
      if (!known || known.mean.length !== to - from + 1) return fail("data-no-statistics", { columns: name }, source.origin?.span ? { span: source.origin.span } : {});
      const shape = single ? [] : [to - from + 1];
      return [[`mean of ${name}`, { shape, data: Float64Array.from(known.mean) }], [`deviation of ${name}`, { shape, data: Float64Array.from(known.deviation) }]];
    }),
  );
}
