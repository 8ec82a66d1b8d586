import { span, type Source } from "../../base/source.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { diagnose } from "../../diagnostics/report.ts";
import type { SyntaxError } from "../../../grammar/parser.ts";
import { contextualKeywords } from "../../../grammar/keywords.ts";
import { endOf, is, type Token } from "../../../grammar/token.ts";
import * as t from "../../../grammar/tokens.ts";
import { hint } from "./hints.ts";
import { misplaced, nameless, unknownKeyword } from "./keywords.ts";

/** A mistake with what stands around it. */
export interface Mistake extends SyntaxError {
  readonly source: Source;
  /** The tokens of the innermost statement up to the mistake. */
  readonly before: readonly Token[];
  readonly next: Token | undefined;
  /** In the braces of `train`, of another block, or at the top of the file. */
  readonly place: "train" | "block" | "file";
}

/** What the parser found, as a user wants to read it. */
export function describe(source: Source, unit: readonly Token[], error: SyntaxError): Diagnostic {
  const mistake = { ...error, source, ...surroundings(unit, error) };
  return nameless(mistake) ?? unknownKeyword(mistake) ?? misplaced(mistake) ?? missingValue(mistake) ?? unexpected(mistake);
}

function missingValue(mistake: Mistake): Diagnostic | undefined {
  const { expected, token, previous } = mistake;
  const first = token.tokenType === t.Comma && (previous?.tokenType === t.LParen || previous?.tokenType === t.LSquare);
  if (!previous || !(first || (expected === "a value" && ends(token)))) return undefined;
  return diagnose("missing-value", { after: quote(previous) }, { span: at(mistake.source, previous), ...help(mistake) });
}

const keywords = new Set<Token["tokenType"]>(Object.values(contextualKeywords));

/** Whether no value can begin here, so that one is absent rather than misspelt. */
function ends(token: Token): boolean {
  return [t.NewLine, t.RParen, t.RSquare, t.RCurly, t.LCurly, t.Comma, t.Equals, t.Then, t.Else].includes(token.tokenType) || is(token, t.BinaryOperator) || keywords.has(token.tokenType);
}

function unexpected(mistake: Mistake): Diagnostic {
  const { source, expected, token, previous } = mistake;
  const atEnd = token.tokenType === t.NewLine && previous;
  const after = previous && mistake.before.length > 0 ? quote(previous) : "";
  return diagnose(
    "unexpected-token",
    { expected, after, found: quote(token) },
    { span: at(source, atEnd ? previous : token), ...help(mistake) },
  );
}

function help(mistake: Mistake): { readonly help?: string } {
  const text = hint(mistake);
  return text ? { help: text } : {};
}

/** A token as a message names it. */
export function quote(token: Token): string {
  if (token.tokenType === t.NewLine) return token.image === ";" ? "`;`" : "the end of the line";
  if (token.tokenType === t.StringLiteral) return "a string";
  const text = token.image.length > 24 ? `${token.image.slice(0, 24)}…` : token.image;
  return `\`${text}\``;
}

export function at(source: Source, token: Token): ReturnType<typeof span> {
  return span(source, token.startOffset, endOf(token));
}

function surroundings(unit: readonly Token[], error: SyntaxError): Pick<Mistake, "before" | "next" | "place"> {
  const index = unit.indexOf(error.token);
  const end = index < 0 ? unit.length : index;
  const opened: number[] = [];
  let start = 0;
  for (let i = 0; i < end; i++) {
    const type = unit[i]!.tokenType;
    if (type === t.LCurly) opened.push(start);
    if (type === t.RCurly) start = opened.pop() ?? 0;
    else if (type === t.LCurly || type === t.NewLine) start = i + 1;
  }
  const head = opened.length > 0 ? unit[opened.at(-1)!]?.tokenType.name : undefined;
  return { before: unit.slice(start, end), next: unit[end + 1], place: opened.length === 0 ? "file" : head === "Train" ? "train" : "block" };
}
