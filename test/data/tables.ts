import type { Table } from "../../src/data/table.ts";
import { DiagnosticError } from "../../src/diagnostics/diagnostic.ts";

/** All rows of a table. */
export function rowsOf(table: Table): number[][] {
  const out = new Float64Array(table.columns);
  return Array.from({ length: table.rows }, (_, i) => {
    // A row that leaves a value of the one before would be seen.
    out.fill(Number.NaN);
    table.row(i, out);
    return [...out];
  });
}

export function thrownBy(run: () => unknown): DiagnosticError {
  try {
    run();
  } catch (error) {
    if (error instanceof DiagnosticError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
