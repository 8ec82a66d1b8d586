import { Lexer, type IParserConfig, type IRecognitionException } from "chevrotain";
import type { UnitCstNode } from "./cst.generated.ts";
import { DeclarationRules } from "./declarations.ts";
import { expectation } from "./expected.ts";
import type { Token } from "./token.ts";
import { tokens } from "./tokens.ts";

/** All rules; a parse begins with `unit`. */
export class NnetParser extends DeclarationRules {
  constructor(config: IParserConfig = {}) {
    super({ maxLookahead: 2, nodeLocationTracking: "onlyOffset", errorMessageProvider: expectation, ...config });
    this.performSelfAnalysis();
  }
}

/** Both are costly to make and hold no state between inputs: one each, made when first needed. */
let made: { readonly lexer: Lexer; readonly parser: NnetParser } | undefined;

export function grammar(): { readonly lexer: Lexer; readonly parser: NnetParser } {
  // The validations of Chevrotain take longer than a parse; test/syntax/grammar.test.ts runs them.
  made ??= {
    lexer: new Lexer([...tokens], { positionTracking: "onlyOffset", skipValidations: true }),
    parser: new NnetParser({ skipValidations: true }),
  };
  return made;
}

export interface SyntaxError {
  /** What was expected, in words. */
  readonly expected: string;
  readonly token: Token;
  readonly previous: Token | undefined;
  /** The rules that were being read, the outermost first. */
  readonly rules: readonly string[];
}

/** Reads one declaration up to the first mistake. */
export function parseUnit(input: readonly Token[]): { readonly cst: UnitCstNode } | { readonly error: SyntaxError } {
  const { parser } = grammar();
  parser.input = [...input];
  const cst = parser.unit();
  const [exception] = parser.errors;
  // The type of the tree is derived from the rules; Chevrotain itself cannot say it.
  return exception ? { error: syntaxError(exception) } : { cst: cst as UnitCstNode };
}

function syntaxError(exception: IRecognitionException): SyntaxError {
  const previous = "previousToken" in exception ? (exception.previousToken as Token) : undefined;
  return { expected: exception.message, token: exception.token, previous, rules: exception.context.ruleStack };
}
