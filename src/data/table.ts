/** A file's content with its name as diagnostics print it. */
export interface DataFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * The names that whole numbers of a table stand for, by what they are: the `vocabulary` of a text, `source` and `target` of pairs, the `classes` of folders. They are
 * stored with the weights, since these mean nothing without them.
 */
export type Legend = Readonly<Record<string, readonly string[]>>;

/** Rows of numbers, all finite, read from one file or from several side by side. */
export interface Table {
  readonly rows: number;
  readonly columns: number;
  /** Of the columns, where the file gives them. */
  readonly names?: readonly string[];
  /** Copies row `i` (from 0) to the start of `out`, which holds at least `columns` values. */
  row(i: number, out: Float32Array | Float64Array): void;
  /** Where a value stands, for diagnostics: `digits.csv:12`, `digits.csv:12:3`, `labels.gz: row 12`. */
  place(row: number, column: number): string;
  readonly legend?: Legend;
  /** What to say of a whole number that an input refuses: how many names there are, or which is not among them. */
  explain?(row: number, column: number): string | undefined;
}

export type Values = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

/** A table over row-major values, which are kept as they are. */
export function dense(values: Values, columns: number, place: Table["place"], names?: readonly string[]): Table {
  return {
    rows: columns === 0 ? 0 : values.length / columns,
    columns,
    ...(names && { names }),
    row(i, out) {
      const start = i * columns;
      for (let j = 0; j < columns; j++) out[j] = values[start + j]!;
    },
    place,
  };
}

/** Rows of a binary file are counted from 1, as lines are. */
export function rowPlace(file: string): Table["place"] {
  return (row) => `${file}: row ${row + 1}`;
}
