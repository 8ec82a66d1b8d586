import type { Code } from "../catalogue/index.ts";
import type { Diagnostic } from "../diagnostic.ts";

/** One of the forms in which findings are handed out. */
export interface Renderer {
  /** As `--format` takes it. */
  readonly name: string;
  readonly doc: string;
  /** The whole output, ending in a newline unless it is empty. */
  readonly render: (report: Report) => string | Promise<string>;
}

export interface Report {
  readonly diagnostics: readonly Diagnostic[];
  /** How many files were looked at, for the closing line; undefined where none is wanted. */
  readonly files?: number;
  /** What holds beside the findings: inferred requirements, one sentence each. */
  readonly remarks?: readonly Remark[];
  readonly version: string;
  /** The page of a code in Markdown, where it can be had. */
  readonly page?: (code: Code) => string | undefined;
  /** Where that page is, as an absolute URI. */
  readonly pageUri?: (code: Code) => string | undefined;
  /** Absent: no colours. */
  readonly paint?: Paint;
}

/** Something true of a file that is no finding: `H >= 32   for the 5x5 window of Conv`. */
export interface Remark {
  readonly file: string;
  readonly model: string;
  readonly text: string;
}

export type Colour = "red" | "yellow" | "blue" | "cyan" | "green" | "bold" | "dim";
export type Paint = (colours: readonly Colour[], text: string) => string;
