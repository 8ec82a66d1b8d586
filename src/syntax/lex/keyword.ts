import { contextualKeywords as k } from "../../../grammar/keywords.ts";
import type { Token, TokenType } from "../../../grammar/token.ts";
import * as t from "../../../grammar/tokens.ts";
import { endsExpression, settingWords, statementWords } from "./words.ts";

/** What is open around a token. */
export interface Frame {
  readonly kind: "block" | "brackets";
  /** Its bracket, by its index; absent for the file. */
  readonly opener: { readonly at: number } | undefined;
  /** The braces of `train { … }`. */
  readonly train: boolean;
  /** Conditionals, scans and reductions in the current statement, at this level. */
  nested: number;
  /** Tokens in the current statement since the last comma, at this level. */
  chain: number;
  /** The keyword that the current statement begins with. */
  head: TokenType | undefined;
  /** Between `scan` and its `{`. */
  scan: boolean;
}

/**
 * The keyword that a name is at this place; undefined for a name. Two operands never follow each other, so a word between
 * the end of an expression and something that begins another one must be a keyword; elsewhere it stays free for names.
 */
export function keyword(raw: readonly Token[], i: number, out: readonly Token[], frame: Frame, atStart: boolean): TokenType | undefined {
  const word = raw[i]!.image;
  const next = raw[i + 1];
  const nextIsName = next?.tokenType === t.Identifier;
  const previous = out.at(-1);
  if (frame.train) return setting(word, previous, next, atStart);
  if (atStart) {
    if (word === "import" && next?.tokenType === t.LCurly) return k.Import;
    if (word === "train" && next?.tokenType === t.LCurly) return k.Train;
    if (nextIsName && statementWords.has(word)) return statementWords.get(word);
  }
  if (word === "scan" && nextIsName) return k.Scan;
  if (word === "from" && next?.tokenType === t.StringLiteral && endsExpression(previous)) return k.From;
  if (frame.scan) {
    if (word === "reverse" && previous?.tokenType === k.Scan && nextIsName && next.image !== "in") return k.Reverse;
    if (word === "in" && previous?.tokenType === t.Identifier && afterScan(out.at(-2))) return k.In;
    if (word === "with" && endsExpression(previous)) return k.With;
    if (word === "where" && endsExpression(previous)) return k.Where;
  }
  if (frame.head === t.Return && word === "with" && endsExpression(previous)) return k.With;
  if (frame.head === k.Split && endsExpression(previous)) {
    if (word === "shuffle") return k.Shuffle;
    if (word === "seed") return k.Seed;
  }
  if (frame.head === k.Split && word === "seed" && previous?.tokenType === k.Shuffle) return k.Seed;
  return undefined;
}

function afterScan(token: Token | undefined): boolean {
  return token?.tokenType === k.Scan || token?.tokenType === k.Reverse;
}

const settings = new Set<TokenType>(settingWords.values());

function setting(word: string, previous: Token | undefined, next: Token | undefined, atStart: boolean): TokenType | undefined {
  const before = previous?.tokenType;
  const known = settingWords.get(word);
  if (known) {
    if (atStart || endsExpression(previous) || before === k.All || before === k.Parts) return known;
    // `minimize over net`: the first setting lacks its value.
    const begins = next && (next.tokenType === t.Identifier || next.tokenType === t.NumberLiteral) && !settingWords.has(next.image);
    return before && settings.has(before) && begins ? known : undefined;
  }
  if (word === "all" && before === k.Over) {
    const ends = !next || next.tokenType === t.NewLine || next.tokenType === t.RCurly || settingWords.has(next.image);
    return ends || next.image === "except" ? k.All : undefined;
  }
  if (word === "except" && before === k.All) return k.Except;
  if (endsExpression(previous) && !atStart) {
    if (word === "in") return k.In;
    if (word === "parts") return k.Parts;
  }
  if (word === "when" && before === k.Stop) return k.When;
  if (word === "has" && next?.tokenType === t.Not) return k.Has;
  if (word === "improved" && before === t.Not && next?.image === "for") return k.Improved;
  if (word === "for" && before === k.Improved) return k.For;
  if (word === "from" && next?.tokenType === t.StringLiteral && endsExpression(previous)) return k.From;
  return undefined;
}
