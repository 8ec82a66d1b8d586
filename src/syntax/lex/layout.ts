import { span, type Source } from "../../base/source.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { contextualKeywords as k } from "../../../grammar/keywords.ts";
import { endOf, is, retag, virtual, type Token, type TokenType } from "../../../grammar/token.ts";
import * as t from "../../../grammar/tokens.ts";
import { CHAIN_LIMIT, NESTING_LIMIT, tooDeeplyNested } from "./depth.ts";
import { keyword, type Frame } from "./keyword.ts";
import { endsExpression, statementWords } from "./words.ts";

interface LaidOut {
  readonly tokens: readonly Token[];
  readonly diagnostics: readonly Diagnostic[];
  readonly parseable: boolean;
}

/** Tags keywords and reductions, and keeps of all line ends those that end a statement. Brackets must balance. */
export function layout(source: Source, raw: readonly Token[]): LaidOut {
  const out: Token[] = [];
  const frames: Frame[] = [newFrame("block", undefined)];
  /** The index in `out` of the `[` or `(` of each closing bracket. */
  const openers = new Map<number, number>();
  let depth = 0;
  let lineEnd: Token | undefined;

  const endStatement = (token: Token): void => {
    const frame = frames.at(-1)!;
    const last = out.at(-1);
    depth -= frame.nested;
    frame.nested = 0;
    frame.chain = 0;
    frame.head = undefined;
    frame.scan = false;
    if (last && last.tokenType !== t.NewLine && !(frame.opener && out.length - 1 === frame.opener.at)) out.push(token);
  };

  for (let i = 0; i < raw.length; i++) {
    let token = raw[i]!;
    if (token.tokenType === t.NewLine) {
      lineEnd ??= token;
      continue;
    }
    let frame = frames.at(-1)!;
    const closes = token.tokenType === t.RCurly || token.tokenType === t.RParen || token.tokenType === t.RSquare;
    if (frame.kind === "block" && token.tokenType === t.RCurly) endStatement(lineEnd ?? virtual(t.NewLine, "", endBefore(out)));
    else if (frame.kind === "block" && lineEnd && !continues(raw, i, out.at(-1), frame)) endStatement(lineEnd);
    lineEnd = undefined;

    const previous = out.at(-1);
    if (token.tokenType === t.Identifier) {
      const atStart = frame.kind === "block" && (!previous || previous.tokenType === t.NewLine || out.length - 1 === frame.opener?.at);
      const type = keyword(raw, i, out, frame, atStart);
      if (type) token = retag(token, type);
      if (atStart) frame.head = type;
    } else if (token.tokenType === t.Return && frame.kind === "block") frame.head = token.tokenType;
    if (previous?.tokenType === t.RSquare && beginsOperand(token, previous)) tagReducer(out, openers);
    if ((token.tokenType === t.RParen || token.tokenType === t.RSquare) && previous?.tokenType === t.Comma && endsExpression(out.at(-2))) out.pop();

    if (closes) {
      openers.set(out.length, frame.opener?.at ?? 0);
      depth -= 1 + frame.nested;
      frames.pop();
      frame = frames.at(-1)!;
    } else if (token.tokenType === t.LParen || token.tokenType === t.LSquare || token.tokenType === t.LCurly) {
      depth++;
      const block = token.tokenType === t.LCurly && previous?.tokenType !== k.Import;
      frames.push(newFrame(block ? "block" : "brackets", { at: out.length }, block && frame.head === k.Train));
      if (block) frame.scan = false;
    } else if ((token.tokenType === t.If && previous?.tokenType !== t.Else) || token.tokenType === k.Scan) {
      frame.nested++;
      depth++;
      if (token.tokenType === k.Scan) frame.scan = true;
    } else if (out[out.length - 1]?.tokenType === t.RSquare && out[openers.get(out.length - 1)! - 1]?.tokenType === k.Reducer) {
      frame.nested++;
      depth++;
    }
    if (depth > NESTING_LIMIT) {
      return { tokens: [], diagnostics: [tooDeeplyNested(span(source, token.startOffset, endOf(token)))], parseable: false };
    }
    if (token.tokenType === t.Comma) frame.chain = 0;
    else if (links.has(token.tokenType) || is(token, t.BinaryOperator)) frame.chain++;
    // A link of a pipe has two of them, `|> Dense(10)`; what is too long all the same is found in the tree.
    if (frame.chain > 2 * CHAIN_LIMIT) {
      return { tokens: [], diagnostics: [tooDeeplyNested(span(source, token.startOffset, endOf(token)), CHAIN_LIMIT)], parseable: false };
    }
    out.push(token);
  }
  if (out.length > 0) endStatement(lineEnd ?? virtual(t.NewLine, "", endBefore(out)));
  return { tokens: out, diagnostics: [], parseable: true };
}

function newFrame(kind: Frame["kind"], opener: Frame["opener"], train = false): Frame {
  return { kind, opener, train, nested: 0, chain: 0, head: undefined, scan: false };
}

function endBefore(out: readonly Token[]): number {
  const last = out.at(-1);
  return last ? endOf(last) : 0;
}

const links = new Set<TokenType>([t.Not, t.Else, t.RParen, t.RSquare, k.From]);

/** A line that begins with one of these, or with an operator between operands, goes on with the statement above. */
const continuing = new Set<TokenType>([t.Then, t.Else, t.Equals, t.ColonEquals, t.Tilde, t.Arrow, t.Colon, t.Comma, t.LCurly]);
/** After one of these at its end, a line cannot be complete. */
const dangling = new Set<TokenType>([t.Then, t.Else, t.Equals, t.ColonEquals, t.Tilde, t.Arrow, t.Colon, t.Comma, t.Not]);

function continues(raw: readonly Token[], i: number, previous: Token | undefined, frame: Frame): boolean {
  const token = raw[i]!;
  if (!previous || previous.tokenType === t.NewLine || previous.tokenType === t.LCurly) return false;
  if (is(token, t.BinaryOperator) || continuing.has(token.tokenType)) return true;
  if (frame.scan && (token.image === "with" || token.image === "where")) return true;
  if (token.image === "from" && raw[i + 1]?.tokenType === t.StringLiteral) return true;
  return (is(previous, t.BinaryOperator) || dangling.has(previous.tokenType)) && !looksLikeStatement(raw, i, previous);
}

/** Whether the line below a dangling operator is a statement of its own, so that the operator lacks its value. */
function looksLikeStatement(raw: readonly Token[], i: number, previous: Token): boolean {
  const token = raw[i]!;
  const next = raw[i + 1]?.tokenType;
  if (token.tokenType === t.Return || token.tokenType === t.Yield) return true;
  if (token.tokenType !== t.Identifier) return false;
  if (next === t.Identifier && statementWords.has(token.image)) return true;
  if (token.image === "train" && next === t.LCurly) return true;
  return previous.tokenType !== t.Comma && (next === t.Equals || next === t.ColonEquals || next === t.Colon);
}

const operands = new Set<TokenType>([t.Identifier, k.Reducer, t.NumberLiteral, t.StringLiteral, t.True, t.False, t.If, k.Scan]);

/** `sum[i] x` and `sum[i] (a + b)` reduce; `softmax[s](x)`, with the bracket touching, is a call. */
function beginsOperand(token: Token, previous: Token): boolean {
  return operands.has(token.tokenType) || (token.tokenType === t.LParen && token.startOffset > endOf(previous));
}

/** The last of `out` is a `]` with an operand after it: if names alone stand in the brackets, the name before is a reduction. */
function tagReducer(out: Token[], openers: ReadonlyMap<number, number>): void {
  const open = openers.get(out.length - 1) ?? -1;
  const name = out[open - 1];
  if (!name || name.tokenType !== t.Identifier || (out.length - open) % 2 !== 1) return;
  for (let i = open + 1; i < out.length - 1; i++) {
    if (out[i]!.tokenType !== ((i - open) % 2 === 1 ? t.Identifier : t.Comma)) return;
  }
  out[open - 1] = retag(name, k.Reducer);
}
