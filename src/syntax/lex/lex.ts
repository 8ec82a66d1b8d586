import type { Source } from "../../base/source.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { grammar } from "../../../grammar/parser.ts";
import type { Token } from "../../../grammar/token.ts";
import { balance } from "./brackets.ts";
import { layout } from "./layout.ts";
import { mendSlips } from "./slips.ts";
import { unknownCharacters } from "./unknown.ts";

export interface Lexed {
  /** Brackets balance, keywords are tagged, each statement ends with a `NewLine`. */
  readonly tokens: readonly Token[];
  readonly comments: readonly Token[];
  readonly diagnostics: readonly Diagnostic[];
  /** False when the text is nested too deeply to be given to the parser. */
  readonly parseable: boolean;
}

/** Text to tokens that the rules can read, for any text at all. */
export function lex(source: Source): Lexed {
  const { tokens: raw, groups, errors } = grammar().lexer.tokenize(source.text);
  const mended = mendSlips(source, raw, groups["comments"] ?? []);
  const balanced = balance(source, mended.tokens);
  const laidOut = layout(source, balanced.tokens);
  return {
    tokens: laidOut.tokens,
    comments: mended.comments,
    diagnostics: [...unknownCharacters(source, errors), ...mended.diagnostics, ...balanced.diagnostics, ...laidOut.diagnostics],
    parseable: balanced.parseable && laidOut.parseable,
  };
}
