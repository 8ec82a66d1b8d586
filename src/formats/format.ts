export type OptionValue = number | boolean | string | readonly number[] | readonly string[];
export type Options = Readonly<Record<string, OptionValue>>;

export interface OptionType {
  /** Completes "must be …". */
  readonly expected: string;
  readonly accepts: (value: OptionValue) => boolean;
  /** Whether there is no reading without it. */
  readonly required?: true;
}

/** A format of files, as data blocks name it. */
export interface Format {
  readonly doc: string;
  readonly options: Readonly<Record<string, OptionType>>;
}

/** The numbers of a list; none of anything else. */
export function listOf(value: OptionValue | undefined): readonly number[] {
  return typeof value === "object" ? value.filter((item) => typeof item === "number") : [];
}

/** The texts of a list; none of anything else. */
export function stringsOf(value: OptionValue | undefined): readonly string[] {
  return typeof value === "object" ? value.filter((item) => typeof item === "string") : [];
}
