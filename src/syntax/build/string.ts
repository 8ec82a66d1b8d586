import { span } from "../../base/source.ts";
import type { Token } from "../../../grammar/token.ts";
import type { StringLiteral } from "../ast.ts";
import { report, spanOfToken, type Context } from "./context.ts";

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "\\": "\\", '"': '"', "0": "\0" };

/** Resolves `\n`, `\r`, `\t`, `\0`, `\"`, `\\` and `\u{1F600}`. */
export function string(context: Context, token: Token): StringLiteral {
  const place = spanOfToken(context, token);
  const [quote = '"'] = token.image;
  const closed = token.image.length > 1 && token.image.endsWith(quote);
  const inner = token.image.slice(1, closed ? -1 : undefined);
  let told = false;
  const value = inner.replace(/\\(u\{[^}]*\}?|[^])?/g, (escape: string, letter: string | undefined, offset: number) => {
    const resolved = resolve(letter ?? "");
    if (resolved !== undefined || told) return resolved ?? "";
    told = true;
    const start = place.start + 1 + offset;
    report(context, "unknown-escape", { escape }, span(context.source, start, start + escape.length), "the escapes are `\\n`, `\\r`, `\\t`, `\\0`, `\\\"`, `\\\\` and `\\u{1F600}`");
    return "";
  });
  return { kind: "string", value, span: place };
}

function resolve(letter: string): string | undefined {
  const [, digits] = /^u\{([0-9A-Fa-f]{1,6})\}$/.exec(letter) ?? [];
  if (digits === undefined) return Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
  const code = parseInt(digits, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
