import { endOf, type Token } from "../../../grammar/token.ts";
import * as t from "../../../grammar/tokens.ts";
import { lex } from "../lex/lex.ts";

/** A token (or comment) of the printed text, and where the author had put it. */
export interface Cell {
  readonly token: Token;
  /** Blanks before it on its line, as printed: 0 or 1. */
  readonly gap: number;
  /** Line ends before it, as printed: 2 leave a blank line. */
  readonly ends: number;
  /** Whether it begins a statement or a setting; settings may stand on one line, but where the author gives one a line it begins it. */
  readonly begins: boolean;
  readonly written: Written | undefined;
}

export interface Written {
  /** Among all tokens of the source. */
  readonly index: number;
  readonly line: number;
  readonly column: number;
  /** Before it on its line. */
  readonly blanks: number;
  /** Whether nothing else stands before it on its line. */
  readonly first: boolean;
  /** Whether a statement or setting begins with it. */
  readonly begins: boolean;
}

export const isComment = ({ token }: Cell): boolean => token.tokenType === t.Comment;

/** The cells of a printed text in order, for any source that has its tokens. */
export function cellsOf(printed: string): (source: string) => Cell[] {
  const tokens = tokensOf(printed);
  return (source) => placed(printed, tokens, source);
}

function placed(printed: string, { all, begins }: Tokens, source: string): Cell[] {
  const written = match(all, source);
  let end = 0;
  const close = (i: number): boolean => isClose(all, written, i) || isClose(all, written, i - 1);
  return all.map((token, i) => {
    const between = printed.slice(end, token.startOffset);
    end = endOf(token);
    const ends = i === 0 ? 0 : Math.min(2, between.split("\n").length - 1);
    return { token, gap: ends > 0 || between === "" || close(i) ? 0 : 1, ends, begins: begins.has(token) || written[i]?.begins === true, written: written[i] };
  });
}

/** `2*h`: between factors, the author says whether blanks help. */
function isClose(tokens: readonly Token[], written: readonly (Written | undefined)[], i: number): boolean {
  const token = tokens[i];
  if (token?.tokenType !== t.Star && token?.tokenType !== t.Slash) return false;
  const [left, here, right] = [written[i - 1], written[i], written[i + 1]];
  return left !== undefined && here?.index === left.index + 1 && right?.index === here.index + 1 && [here, right].every((w) => w.blanks === 0 && !w.first);
}

interface Tokens {
  readonly all: readonly Token[];
  readonly begins: ReadonlySet<Token>;
}

function tokensOf(text: string): Tokens {
  const { tokens, comments } = lex({ name: "", text });
  const begins = new Set(tokens.filter((_, i) => i === 0 || [t.NewLine, t.LCurly].includes(tokens[i - 1]!.tokenType)));
  const visible = tokens.filter((token) => token.tokenType !== t.NewLine && token.image !== "");
  return { all: [...visible, ...comments].sort((a, b) => a.startOffset - b.startOffset), begins };
}

/** How far to look for a token after some that are no longer printed. */
const reach = 8;

/** The place that each printed token had: printing keeps the order of tokens, but for parentheses and comments. */
function match(printed: readonly Token[], source: string): (Written | undefined)[] {
  const places = placesIn(source);
  const tokens = places.filter(({ token }) => token.tokenType !== t.Comment);
  const comments = new Map<string, Written[]>();
  for (const { token, written } of places.filter(({ token }) => token.tokenType === t.Comment)) {
    const image = token.image.trimEnd();
    comments.set(image, [...(comments.get(image) ?? []), written]);
  }
  let next = 0;
  return printed.map((token) => {
    if (token.tokenType === t.Comment) return comments.get(token.image.trimEnd())?.shift();
    const found = tokens.slice(next, next + reach).findIndex((place) => place.token.image === token.image);
    if (found < 0) return undefined;
    next += found + 1;
    return tokens[next - 1]!.written;
  });
}

function placesIn(text: string): { readonly token: Token; readonly written: Written }[] {
  let line = 0;
  let lineStart = 0;
  let end = 0;
  const { all, begins } = tokensOf(text);
  return all.map((token, index) => {
    for (let at = text.indexOf("\n", lineStart); at >= 0 && at < token.startOffset; at = text.indexOf("\n", lineStart)) {
      line += 1;
      lineStart = at + 1;
    }
    const first = end <= lineStart;
    const written = { index, line, column: token.startOffset - lineStart, blanks: token.startOffset - Math.max(end, lineStart), first, begins: begins.has(token) };
    end = endOf(token);
    return { token, written };
  });
}
