import { span, type Source } from "../base/source.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { parseUnit } from "../../grammar/parser.ts";
import type { Token } from "../../grammar/token.ts";
import type { File } from "./ast.ts";
import { buildFile } from "./build/file.ts";
import { docComments } from "./lex/comments.ts";
import { lex } from "./lex/lex.ts";
import { Findings } from "./recover/findings.ts";
import { describe } from "./recover/describe.ts";
import { statementsOf } from "./recover/statements.ts";
import { withinDepth } from "./recover/depth.ts";

export interface Parsed {
  /** What could be understood: a statement with a mistake in it is absent. */
  readonly file: File;
  /** At most one for each statement, in the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
  readonly comments: readonly Token[];
}

/** After so many mistakes in one file the rest is not looked at: each costs another pass over its declaration. */
const MISTAKES = 30;

/** Reads any text whatever; never throws. */
export function parse(source: Source): Parsed {
  const { tokens, comments, diagnostics, parseable } = lex(source);
  const findings = new Findings(statementsOf(tokens), diagnostics);
  const declarations = [];
  let mistakes = 0;
  for (let unit of parseable ? units(tokens) : []) {
    while (unit.length > 0) {
      const result = parseUnit(unit);
      if ("cst" in result) {
        declarations.push(result.cst);
        break;
      }
      findings.add(describe(source, unit, result.error));
      if (++mistakes >= MISTAKES) break;
      // The statement with the mistake is left out, and what remains is read again.
      unit = findings.statements.without(unit, result.error);
    }
    if (mistakes >= MISTAKES) break;
  }
  const file = buildFile({ source, docs: docComments(source, comments), findings }, declarations);
  return {
    file: withinDepth(file, findings) ? file : { kind: "file", span: span(source, 0, source.text.length), declarations: [] },
    diagnostics: findings.sorted(),
    comments,
  };
}

/** The tokens of each declaration: what ends with a `NewLine` outside all braces. */
function units(tokens: readonly Token[]): Token[][] {
  const found: Token[][] = [];
  let start = 0;
  let depth = 0;
  tokens.forEach((token, i) => {
    if (token.tokenType.name === "LCurly") depth++;
    else if (token.tokenType.name === "RCurly") depth--;
    else if (token.tokenType.name === "NewLine" && depth === 0) {
      found.push(tokens.slice(start, i + 1));
      start = i + 1;
    }
  });
  return found;
}
