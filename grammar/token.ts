import { tokenMatcher, type IToken, type TokenType } from "chevrotain";

/** A lexeme: `startOffset` is its first UTF-16 unit, `endOffset` its last. */
export type Token = IToken;
export type { TokenType };

/** Whether a token is of a type, or of a category such as `BinaryOperator`. */
export const is: (token: Token, type: TokenType) => boolean = tokenMatcher;

/** The same text under another type. */
export function retag(token: Token, tokenType: TokenType): Token {
  return { ...token, tokenType, tokenTypeIdx: tokenType.tokenTypeIdx ?? 0 };
}

/** A token of no width that stands after the one that ends before `offset`. */
export function virtual(tokenType: TokenType, image: string, offset: number): Token {
  return { image, startOffset: offset, endOffset: offset - 1, tokenType, tokenTypeIdx: tokenType.tokenTypeIdx ?? 0 };
}

/** The offset after the last unit of a token. */
export function endOf(token: Token): number {
  return (token.endOffset ?? token.startOffset - 1) + 1;
}
