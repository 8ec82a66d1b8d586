import { fail } from "../diagnostics/report.ts";
import type { DataSource } from "../graph/graph.ts";
import { permutation, streams } from "./shuffle.ts";

/**
 * `80 : 10 : 10` of `rows` rows: disjoint, together everything, shuffled first if asked for. Part i ends at
 * round(rows * (p_0 + … + p_i) / sum p), so that sizes are exact and differ from the ideal by less than one row. A part of 0
 * is empty. Throws DiagnosticError if another part would be empty.
 */
export function split(rows: number, { parts, shuffle, seed }: NonNullable<DataSource["split"]>): Int32Array[] {
  const total = parts.reduce((a, b) => a + b, 0);
  const order = shuffle ? permutation(rows, seed, streams.split, 0) : Int32Array.from({ length: rows }, (_, i) => i);
  let sum = 0;
  let start = 0;
  return parts.map((part) => {
    sum += part;
    const end = Math.round((rows * sum) / total);
    if (end === start && part > 0) fail("data-bad-split", { why: `of ${rows} rows, the part \`${part}\` of ${parts.join(" : ")} would get none` });
    const piece = order.slice(start, end);
    start = end;
    return piece;
  });
}
