import { createToken, Lexer, type ITokenConfig, type TokenType } from "chevrotain";
import { contextualKeywords } from "./keywords.ts";

function token(name: string, label: string, pattern: RegExp | string, more: Partial<ITokenConfig> = {}): TokenType {
  return createToken({ name, label, pattern, ...more });
}

/** Any operator between two operands; which binds tighter is not the parser's concern. */
export const BinaryOperator = createToken({ name: "BinaryOperator", label: "an operator", pattern: Lexer.NA });
const binary = { categories: [BinaryOperator] };

export const Identifier = token("Identifier", "a name", /[A-Za-z_][A-Za-z0-9_]*/);

function reserved(name: string, word: string, more: Partial<ITokenConfig> = {}): TokenType {
  return token(name, `\`${word}\``, word, { longer_alt: Identifier, ...more });
}

export const If = reserved("If", "if");
export const Then = reserved("Then", "then");
export const Else = reserved("Else", "else");
export const And = reserved("And", "and", binary);
export const Or = reserved("Or", "or", binary);
export const Not = reserved("Not", "not");
export const True = reserved("True", "true");
export const False = reserved("False", "false");
export const Return = reserved("Return", "return");
export const Yield = reserved("Yield", "yield");

export const NumberLiteral = token("NumberLiteral", "a number", /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![A-Za-z0-9_])/);
export const StringLiteral = token("StringLiteral", "a string in double quotes", /"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"/);

export const Ellipsis = token("Ellipsis", "`...`", "...");
export const DotDot = token("DotDot", "`..`", "..", binary);
export const Dot = token("Dot", "`.`", ".");
export const Comma = token("Comma", "`,`", ",");
export const ColonEquals = token("ColonEquals", "`:=`", ":=");
export const Colon = token("Colon", "`:`", ":");
export const Arrow = token("Arrow", "`->`", "->");
export const PipeInto = token("PipeInto", "`|>`", "|>", binary);
export const EqualsEquals = token("EqualsEquals", "`==`", "==", binary);
export const NotEquals = token("NotEquals", "`!=`", "!=", binary);
export const LessEquals = token("LessEquals", "`<=`", "<=", binary);
export const GreaterEquals = token("GreaterEquals", "`>=`", ">=", binary);
export const Less = token("Less", "`<`", "<", binary);
export const Greater = token("Greater", "`>`", ">", binary);
export const Equals = token("Equals", "`=`", "=");
export const Tilde = token("Tilde", "`~`", "~");
export const Plus = token("Plus", "`+`", "+", binary);
export const Minus = token("Minus", "`-`", "-", binary);
export const Star = token("Star", "`*`", "*", binary);
export const Slash = token("Slash", "`/`", "/", binary);
export const At = token("At", "`@`", "@", binary);
export const Caret = token("Caret", "`^`", "^", binary);
export const LParen = token("LParen", "`(`", "(");
export const RParen = token("RParen", "`)`", ")");
export const LSquare = token("LSquare", "`[`", "[");
export const RSquare = token("RSquare", "`]`", "]");
export const LCurly = token("LCurly", "`{`", "{");
export const RCurly = token("RCurly", "`}`", "}");

export const NewLine = token("NewLine", "the end of the line", /\n/, { line_breaks: true });
export const Space = token("Space", "a space", /[ \t\r\u00a0\ufeff]+/, { group: Lexer.SKIPPED });
export const Comment = token("Comment", "a comment", /\/\/[^\n]*/, { group: "comments" });

/** What other languages write: lexed so that it can be named and mended, never given to a rule. */
export const slips = {
  BlockComment: token("BlockComment", "a comment", /\/\*[^*]*(?:\*(?!\/)[^*]*)*(?:\*\/)?/, { line_breaks: true, start_chars_hint: ["/"] }),
  HashComment: token("HashComment", "a comment", /#[^\n]*/),
  SingleQuoted: token("SingleQuoted", "a string", /'[^'\n]*'?/, { start_chars_hint: ["'"] }),
  UnterminatedString: token("UnterminatedString", "a string", /"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*\\?/),
  MalformedNumber: token("MalformedNumber", "a number", /\d[A-Za-z0-9_]*(?:\.\d[A-Za-z0-9_]*)?/),
  StarStar: token("StarStar", "`**`", "**"),
  AndAnd: token("AndAnd", "`&&`", "&&"),
  OrOr: token("OrOr", "`||`", "||"),
  Bang: token("Bang", "`!`", "!"),
  Semicolon: token("Semicolon", "`;`", ";"),
};

/** In the order in which the lexer tries them: longer spellings and slips before what they begin with. */
export const tokens: readonly TokenType[] = [
  Space, NewLine, Comment, slips.BlockComment, slips.HashComment,
  If, Then, Else, And, Or, Not, True, False, Return, Yield,
  Identifier,
  NumberLiteral, slips.MalformedNumber, StringLiteral, slips.UnterminatedString, slips.SingleQuoted,
  Ellipsis, DotDot, Dot, Comma, ColonEquals, Colon, Arrow, PipeInto, slips.OrOr, slips.AndAnd,
  EqualsEquals, NotEquals, LessEquals, GreaterEquals, Less, Greater, Equals, Tilde, slips.Bang, slips.Semicolon,
  Plus, Minus, slips.StarStar, Star, Slash, At, Caret,
  LParen, RParen, LSquare, RSquare, LCurly, RCurly,
  BinaryOperator,
  ...Object.values(contextualKeywords),
];
