import type { Source } from "../base/source.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { parse } from "./parse.ts";
import { print } from "./print/print.ts";

/** The text as `nnc fmt` writes it; a text with mistakes stays as it is. Loads prettier: import this file only to format. */
export function format(source: Source): { readonly text: string; readonly diagnostics: readonly Diagnostic[] } {
  const { file, comments, diagnostics } = parse(source);
  return { text: diagnostics.length > 0 ? source.text : print(file, comments), diagnostics };
}
