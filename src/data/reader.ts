import type { DataFile, Legend, Table } from "./table.ts";

export type OptionValue = number | boolean | string | readonly number[];
export type Options = Readonly<Record<string, OptionValue>>;

export interface OptionType {
  /** Completes "must be …". */
  readonly expected: string;
  readonly accepts: (value: OptionValue) => boolean;
  /** Whether there is no reading without it. */
  readonly required?: boolean;
}

interface Format {
  /** As data blocks name it. */
  readonly name: string;
  readonly doc: string;
  readonly options: Readonly<Record<string, OptionType>>;
}

/** A format that makes one table of one file. `read` is given inflated bytes and options that its `options` accept; it throws DiagnosticError. */
export interface FileReader extends Format {
  readonly read: (file: DataFile, options: Options) => Table;
}

/**
 * A format that makes one table of all the files. What the numbers stand for is told by the names in `legend`, those of an
 * earlier reading (of the training data), or by the files themselves where it says nothing.
 */
export interface Reader extends Format {
  /** Whether its tables have a legend. */
  readonly legend?: true;
  readonly read: (files: readonly DataFile[], options: Options, legend: Legend) => Table;
}

/** An option that is a whole number of at least `least`. */
export function whole(least: number): OptionType {
  return { expected: `a whole number of at least ${least}`, accepts: (value) => typeof value === "number" && Number.isSafeInteger(value) && value >= least };
}
