import type { Source } from "../base/source.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { arranger } from "./arrange/arrange.ts";
import type { File } from "./ast.ts";
import { parse } from "./parse.ts";
import { print } from "./print/print.ts";

/** The text as `nnc fmt` writes it; a text with mistakes stays as it is. Loads prettier: import this file only to format. */
export function format(source: Source): { readonly text: string; readonly diagnostics: readonly Diagnostic[] } {
  const { file, comments, diagnostics } = parse(source);
  if (diagnostics.length > 0) return { text: source.text, diagnostics };
  const wide = print(file, comments, Infinity);
  const narrow = (): string => print(file, comments);
  const arrange = arranger({ wide, narrow });
  let arranged = source.text;
  // Columns that have moved may no longer stand under each other.
  for (let before = "", round = 0; arranged !== before && round < 5; round += 1) [before, arranged] = [arranged, arrange(arranged)];
  // A line end within parentheses that are no longer needed could end the statement.
  return { text: meaning(arranged) === meaning(wide) ? arranged : narrow(), diagnostics };
}

/** The tree without its places. */
function meaning(text: string): string {
  const { file, diagnostics }: { file: File; diagnostics: readonly Diagnostic[] } = parse({ name: "", text });
  return diagnostics.length > 0 ? "" : JSON.stringify(file, (key, value: unknown) => (key === "span" ? undefined : value));
}
