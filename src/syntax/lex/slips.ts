import { span, type Source } from "../../base/source.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { diagnose } from "../../diagnostics/report.ts";
import { endOf, retag, type Token, type TokenType } from "../../../grammar/token.ts";
import * as t from "../../../grammar/tokens.ts";

/** What each foreign spelling becomes, so that the parser finds nothing more to say about it. */
const replacements = new Map<TokenType, { readonly type: TokenType; readonly use: string; readonly text?: string }>([
  [t.slips.StarStar, { type: t.Caret, use: "`^` for the power", text: "^" }],
  [t.slips.AndAnd, { type: t.And, use: "`and`", text: "and" }],
  [t.slips.OrOr, { type: t.Or, use: "`or`", text: "or" }],
  [t.slips.Bang, { type: t.Not, use: "`not`", text: "not " }],
  [t.slips.Semicolon, { type: t.NewLine, use: "one statement a line", text: "" }],
  [t.slips.BlockComment, { type: t.Comment, use: "comments that begin with `//`" }],
  [t.slips.HashComment, { type: t.Comment, use: "comments that begin with `//`" }],
  [t.slips.SingleQuoted, { type: t.StringLiteral, use: "strings in double quotes" }],
]);

interface Mended {
  readonly tokens: Token[];
  readonly comments: readonly Token[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Names what other languages would write, and goes on with what is meant. */
export function mendSlips(source: Source, raw: readonly Token[], lineComments: readonly Token[]): Mended {
  const tokens: Token[] = [];
  const comments: Token[] = [...lineComments];
  const diagnostics: Diagnostic[] = [];
  for (const comment of lineComments) setEnd(comment);
  for (const token of raw) {
    setEnd(token);
    const place = { span: span(source, token.startOffset, endOf(token)) };
    const known = replacements.get(token.tokenType);
    if (known) {
      const fix = known.text === undefined ? {} : { fix: { title: `write ${known.use}`, edits: [{ ...place, text: known.text }] } };
      diagnostics.push(diagnose("foreign-syntax", { wrote: wrote(token), use: known.use }, { ...place, ...fix }));
      if (known.type === t.Comment) comments.push(retag(token, t.Comment));
      else tokens.push({ ...retag(token, known.type), ...(known.text && { image: known.text.trim() }) });
    } else if (token.tokenType === t.slips.UnterminatedString) {
      diagnostics.push(diagnose("unterminated-string", {}, { ...place, help: "end it with `\"`; a line break inside is written `\\n`" }));
      tokens.push(retag(token, t.StringLiteral));
    } else if (token.tokenType === t.slips.MalformedNumber) {
      diagnostics.push(diagnose("malformed-number", { text: short(token.image) }, { ...place, help: numberHelp(token.image) }));
      tokens.push(retag(token, t.NumberLiteral));
    } else {
      tokens.push(token);
    }
  }
  if (comments.length > lineComments.length) comments.sort((a, b) => a.startOffset - b.startOffset);
  return { tokens, comments, diagnostics };
}

/** The lexer tracks starts only, which is faster; without line breaks to normalize the end follows. */
function setEnd(token: Token): void {
  token.endOffset = token.startOffset + token.image.length - 1;
}

function wrote(token: Token): string {
  if (token.tokenType === t.slips.BlockComment) return "a comment `/* … */`";
  if (token.tokenType === t.slips.HashComment) return "a comment with `#`";
  if (token.tokenType === t.slips.SingleQuoted) return "a string in single quotes";
  return `\`${token.image}\``;
}

function short(text: string): string {
  return text.length > 24 ? `${text.slice(0, 24)}…` : text;
}

function numberHelp(text: string): string {
  const [, digits, rest] = /^(\d+)([A-Za-z]\w*)$/.exec(text) ?? [];
  if (/^\d[\d_]*$/.test(text)) return `write \`${text.replaceAll("_", "")}\``;
  if (digits && rest && digits !== "0" && !/^[eE]/.test(rest)) return `a product is written \`${digits} * ${short(rest)}\``;
  return "numbers are written like `12`, `0.5` or `1e-3`";
}
