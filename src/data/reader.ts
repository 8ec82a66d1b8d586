import type { DataFile, Table } from "./table.ts";

export type OptionValue = number | boolean | string;
export type Options = Readonly<Record<string, OptionValue>>;

export interface OptionType {
  /** Completes "must be …". */
  readonly expected: string;
  readonly accepts: (value: OptionValue) => boolean;
}

/** One format. `read` is given inflated bytes and options that its `options` accept; it throws DiagnosticError. */
export interface Reader {
  /** As data blocks name it. */
  readonly name: string;
  readonly doc: string;
  readonly options: Readonly<Record<string, OptionType>>;
  readonly read: (file: DataFile, options: Options) => Table;
}
