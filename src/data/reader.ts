import type { Options } from "../formats/format.ts";
import type { DataFile, Legend, Table } from "./table.ts";

/** Makes one table of one file. `read` is given inflated bytes and options that the format accepts; it throws DiagnosticError. */
export interface FileReader {
  readonly read: (file: DataFile, options: Options) => Table;
}

/**
 * Makes one table of all the files. What the numbers stand for is told by the names in `legend`, those of an earlier reading (of
 * the training data), or by the files themselves where it says nothing.
 */
export interface Reader {
  /** Whether its tables have a legend. */
  readonly legend?: true;
  readonly read: (files: readonly DataFile[], options: Options, legend: Legend) => Table;
}
