import type { Span } from "../base/source.ts";
import type { Severity } from "./catalogue/entry.ts";
import type { Code } from "./catalogue/index.ts";

/** One finding: what `nnc check` prints, what editors underline. Text is made by `render/`, nowhere else. */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  /** One sentence without a full stop, lower case, code in backticks. */
  readonly message: string;
  /** The user's own text; absent where a whole file, a flag or data is at fault. */
  readonly span?: Span;
  /** Where, if not in a source: `digits.csv.gz:12`, `--batch`. */
  readonly place?: string;
  /** Printed after the carets: the formula with the numbers put in. */
  readonly label?: string;
  /** Printed as `= name: text`: the shapes involved, where each size came from. */
  readonly notes?: readonly Note[];
  /** Printed as `= help: …`: the way out. */
  readonly help?: string;
  readonly fix?: Fix;
}

export interface Note {
  /** Empty for a plain sentence. */
  readonly name: string;
  readonly text: string;
}

/** Edits that mend the source; applied by editors. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
}

/** What a command throws for bad input of any kind: its diagnostics are printed, never its stack. */
export class DiagnosticError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((d) => `${d.code}: ${d.message}`).join("\n"));
    this.name = "DiagnosticError";
    this.diagnostics = diagnostics;
  }
}
