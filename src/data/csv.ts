import { CsvError, parse, type InfoRecord } from "csv-parse/sync";
import { fail } from "../diagnostics/report.ts";
import type { FileReader } from "./reader.ts";
import { dense, type DataFile, type Table } from "./table.ts";

/**
 * Comma-separated numbers, by default without a header unless no cell of the first line is a number. Empty lines are
 * skipped; cells may be quoted; spaces around numbers do not count.
 */
export const csv: FileReader = {
  read(file, { header, separator = "," }) {
    const rows = new Rows(file, typeof header === "boolean" ? header : undefined);
    try {
      parse(file.bytes, {
        delimiter: String(separator),
        record_delimiter: ["\r\n", "\n", "\r"],
        bom: true,
        trim: separator !== "\t" && separator !== " ",
        skip_empty_lines: true,
        // Ragged rows are reported below, with the place and in our words.
        relax_column_count: true,
        on_record: (cells: readonly string[], { lines }: InfoRecord) => rows.add(cells, lines),
      });
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      const line = typeof error["lines"] === "number" ? `:${error["lines"]}` : "";
      fail("data-bad-csv", { why: quoting.get(error.code) ?? error.message }, { place: `${file.name}${line}` });
    }
    return rows.table();
  },
};

/** Collects the numbers of all rows in one growing array. */
class Rows {
  private readonly file: DataFile;
  private readonly header: boolean | undefined;
  private values = new Float64Array(1024);
  private count = 0;
  private columns = 0;
  private names: readonly string[] | undefined;
  private readonly lines: number[] = [];

  constructor(file: DataFile, header: boolean | undefined) {
    this.file = file;
    this.header = header;
  }

  add(cells: readonly string[], line: number): null {
    if (this.columns === 0) {
      this.columns = cells.length;
      if (this.header ?? !cells.some(isNumber)) {
        this.names = cells;
        return null;
      }
    }
    const place = `${this.file.name}:${line}`;
    if (cells.length !== this.columns) fail("data-ragged", { expected: this.columns, found: cells.length }, { place });
    if (this.count + cells.length > this.values.length) this.grow();
    for (let j = 0; j < cells.length; j++) this.values[this.count++] = number(cells[j]!, `${place}:${j + 1}`, this.lines.length === 0);
    this.lines.push(line);
    return null;
  }

  table(): Table {
    if (this.lines.length === 0) fail("data-empty", {}, { place: this.file.name });
    const { file, lines } = this;
    const place = (row: number, column: number): string => `${file.name}:${lines[row]}:${column + 1}`;
    return dense(this.values.subarray(0, this.count), this.columns, place, this.names);
  }

  private grow(): void {
    const larger = new Float64Array(2 * this.values.length + this.columns);
    larger.set(this.values.subarray(0, this.count));
    this.values = larger;
  }
}

/** What the parser finds wrong, in our words. */
const quoting: ReadonlyMap<string, string> = new Map([
  ["CSV_QUOTE_NOT_CLOSED", "a quote is opened and never closed"],
  ["CSV_INVALID_CLOSING_QUOTE", "text goes on after a closing quote"],
  ["INVALID_OPENING_QUOTE", "a quote stands in the middle of a cell"],
]);

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

function isNumber(cell: string): boolean {
  return decimal.test(cell.trim());
}

function number(cell: string, place: string, firstRow: boolean): number {
  const value = Number(cell);
  if (isNumber(cell) && Number.isFinite(value)) return value;
  const other = /^[\d.eE+-]*([;\t|])[\d.eE+-]/.exec(cell)?.[1];
  const text = cell.length > 40 ? `${cell.slice(0, 40)}…` : cell;
  if (isNumber(cell) || /^\s*[+-]?(nan|inf|infinity)\s*$/i.test(cell)) return fail("data-not-finite", { what: `\`${text}\`` }, { place });
  const help = other !== undefined ? `is the separator not a comma? Write \`separator: ${JSON.stringify(other)}\`` : firstRow ? "if the first line holds the names of the columns, write `header: true`" : undefined;
  return fail("data-not-a-number", { text }, { place, ...(help && { help }) });
}
