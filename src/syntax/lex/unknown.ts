import { span, type Source } from "../../base/source.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { diagnose } from "../../diagnostics/report.ts";

const helps: Readonly<Record<string, string>> = {
  "%": "the remainder is `mod(a, b)`",
  "?": "a choice is written `if c then a else b`",
  "&": "write `and`",
  "|": "write `or` between conditions, `|>` for a pipe",
  "$": "names use the letters a to z, digits and `_`",
  "\\": "an expression goes on on the next line if that line begins with an operator, or inside brackets",
  "`": "strings stand in double quotes",
  "“": "strings stand in straight double quotes",
  "”": "strings stand in straight double quotes",
  "×": "write `*`",
  "÷": "write `/`",
  "−": "write `-`",
  "–": "write `-`",
  "≤": "write `<=`",
  "≥": "write `>=`",
  "≠": "write `!=`",
  "²": "write `^2`",
};

/** One error for each run of characters that no token begins with. */
export function unknownCharacters(source: Source, errors: readonly { readonly offset: number; readonly length: number }[]): Diagnostic[] {
  return errors.map(({ offset, length }) => {
    const text = source.text.slice(offset, offset + length);
    const first = String.fromCodePoint(text.codePointAt(0) ?? 0);
    const letter = /\p{L}/u.test(first) ? "names use the letters a to z, digits and `_`" : undefined;
    const help = helps[first] ?? letter;
    return diagnose("unknown-character", { characters: spell(text) }, { span: span(source, offset, offset + length), ...(help && { help }) });
  });
}

/** Printable characters in backticks, anything else as its code point. */
function spell(text: string): string {
  const shown = text.length > 12 ? `${[...text].slice(0, 12).join("")}…` : text;
  return /^[\p{L}\p{N}\p{P}\p{S}…]+$/u.test(shown) && !shown.includes("`")
    ? `\`${shown}\``
    : `U+${(text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
