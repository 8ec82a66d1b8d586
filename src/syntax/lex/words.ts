import { contextualKeywords as k } from "../../../grammar/keywords.ts";
import type { Token, TokenType } from "../../../grammar/token.ts";
import * as t from "../../../grammar/tokens.ts";

/** Words that begin a statement or declaration when a name follows them on the same line. */
export const statementWords: ReadonlyMap<string, TokenType> = new Map([
  ["layer", k.Layer], ["fn", k.Fn], ["optimizer", k.Optimizer], ["model", k.Model], ["data", k.Data], ["split", k.Split],
  ["param", k.Param], ["state", k.State], ["input", k.Input], ["output", k.Output], ["loss", k.Loss], ["metric", k.Metric],
  ["train", k.Train],
]);

/** Words that begin a setting inside `train { … }`. */
export const settingWords: ReadonlyMap<string, TokenType> = new Map([
  ["minimize", k.Minimize], ["over", k.Over], ["using", k.Using], ["clip", k.Clip], ["batch", k.Batch], ["epochs", k.Epochs],
  ["seed", k.Seed], ["sample", k.Sample], ["augment", k.Augment], ["stop", k.Stop], ["average", k.Average], ["after", k.After],
]);

const endings = new Set<TokenType>([
  t.Identifier, k.Reducer, t.NumberLiteral, t.StringLiteral, t.True, t.False, t.RParen, t.RSquare, t.RCurly,
]);

/** Whether an expression can end with this token. */
export function endsExpression(token: Token | undefined): boolean {
  return token !== undefined && endings.has(token.tokenType);
}

const declarations = new Set(["layer", "optimizer", "model"]);

/** `layer Name(`, `model Name {`: can only stand at the top of a file. */
export function beginsDeclaration(tokens: readonly Token[], i: number): boolean {
  const next = tokens[i + 1];
  const third = tokens[i + 2]?.tokenType;
  return declarations.has(tokens[i]?.image ?? "") && next?.tokenType === t.Identifier && (third === t.LParen || third === t.LCurly);
}

/** Whether a line that begins with token `i` inside `(` or `[` cannot be meant to stand there. */
export function beginsStatement(tokens: readonly Token[], i: number, previous: Token | undefined): boolean {
  const token = tokens[i];
  const next = tokens[i + 1]?.tokenType;
  if (!token) return false;
  if (token.tokenType === t.Return || token.tokenType === t.Yield) return true;
  if (token.tokenType !== t.Identifier) return false;
  if (next === t.Identifier && statementWords.has(token.image)) return true;
  return endsExpression(previous) && (next === t.Equals || next === t.ColonEquals);
}
