import { CstParser, type CstNode, type IParserConfig, type ParserMethod } from "chevrotain";
import { contextualKeywords as words } from "./keywords.ts";
import * as t from "./tokens.ts";

/** The type of a rule without parameters. */
export type Rule = ParserMethod<[], CstNode>;

/** Expressions, from names and numbers to conditionals and scans. */
export class ExpressionRules extends CstParser {
  /** Given by the statement rules; `scan` needs it. */
  declare block: Rule;
  /** Given by the rules of types; what a scan carries may have one. */
  declare type: Rule;

  constructor(config: IParserConfig) {
    super([...t.tokens], config);
  }

  /** `a + b |> f`: a flat list, with the operators in between. */
  expression: Rule = this.RULE("expression", () => {
    this.SUBRULE(this.operand);
    this.MANY(() => {
      this.CONSUME(t.BinaryOperator);
      this.SUBRULE2(this.operand);
    });
  });

  operand: Rule = this.RULE("operand", () => {
    this.MANY(() => this.SUBRULE(this.prefix));
    this.SUBRULE(this.primary);
    this.MANY2(() => this.SUBRULE(this.suffix));
  });

  /** `-`, `not`, `sum[i, j]` */
  prefix: Rule = this.RULE("prefix", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Minus) },
      { ALT: () => this.CONSUME(t.Not) },
      {
        ALT: () => {
          this.CONSUME(words.Reducer);
          this.CONSUME(t.LSquare);
          this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.CONSUME(t.Identifier) });
          this.CONSUME(t.RSquare);
        },
      },
    ]);
  });

  primary: Rule = this.RULE("primary", () => {
    this.OR({
      DEF: [
        { ALT: () => this.CONSUME(t.Identifier) },
        { ALT: () => this.CONSUME(t.NumberLiteral) },
        { ALT: () => this.CONSUME(t.StringLiteral) },
        { ALT: () => this.CONSUME(t.True) },
        { ALT: () => this.CONSUME(t.False) },
        { ALT: () => this.SUBRULE(this.parenthesized) },
        { ALT: () => this.SUBRULE(this.list) },
        { ALT: () => this.SUBRULE(this.conditional) },
        { ALT: () => this.SUBRULE(this.scan) },
      ],
      ERR_MSG: "a value",
    });
  });

  /** `(a, b: c)`, `[:, t]`, `from "weights.safetensors"` */
  suffix: Rule = this.RULE("suffix", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.arguments) },
      { ALT: () => this.SUBRULE(this.subscript) },
      { ALT: () => this.SUBRULE(this.from) },
    ]);
  });

  parenthesized: Rule = this.RULE("parenthesized", () => {
    this.CONSUME(t.LParen);
    this.SUBRULE(this.expression);
    this.CONSUME(t.RParen);
  });

  list: Rule = this.RULE("list", () => {
    this.CONSUME(t.LSquare);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) });
    this.CONSUME(t.RSquare);
  });

  arguments: Rule = this.RULE("arguments", () => {
    this.CONSUME(t.LParen);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.argument) });
    this.CONSUME(t.RParen);
  });

  argument: Rule = this.RULE("argument", () => {
    this.OPTION(() => {
      this.CONSUME(t.Identifier);
      this.CONSUME(t.Colon);
    });
    this.SUBRULE(this.expression);
  });

  subscript: Rule = this.RULE("subscript", () => {
    this.CONSUME(t.LSquare);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.subscriptItem) });
    this.CONSUME(t.RSquare);
  });

  subscriptItem: Rule = this.RULE("subscriptItem", () => {
    this.OR({
      DEF: [
        { ALT: () => this.CONSUME(t.Ellipsis) },
        {
          ALT: () => {
            this.CONSUME(t.Colon);
            this.OPTION(() => this.SUBRULE(this.expression, { LABEL: "to" }));
          },
        },
        {
          ALT: () => {
            this.SUBRULE2(this.expression, { LABEL: "at" });
            this.OPTION2(() => {
              this.CONSUME2(t.Colon);
              this.OPTION3(() => this.SUBRULE3(this.expression, { LABEL: "to" }));
            });
          },
        },
      ],
      ERR_MSG: "an index, a slice or `...`",
    });
  });

  from: Rule = this.RULE("from", () => {
    this.CONSUME(words.From);
    this.CONSUME(t.StringLiteral);
  });

  /** `if a then b else if c then d else e`, the chain as a flat list. */
  conditional: Rule = this.RULE("conditional", () => {
    this.CONSUME(t.If);
    this.SUBRULE(this.expression, { LABEL: "condition" });
    this.SUBRULE(this.conditionalRest);
  });

  /** From `then` on: shared with the statement that begins with `if`. */
  conditionalRest: Rule = this.RULE("conditionalRest", () => {
    this.CONSUME(t.Then);
    this.SUBRULE(this.expression, { LABEL: "then" });
    this.MANY(() => {
      this.CONSUME(t.Else);
      this.CONSUME(t.If);
      this.SUBRULE2(this.expression, { LABEL: "condition" });
      this.CONSUME2(t.Then);
      this.SUBRULE3(this.expression, { LABEL: "then" });
    });
    this.CONSUME2(t.Else);
    this.SUBRULE4(this.expression, { LABEL: "otherwise" });
  });

  /** `scan reverse t in T with c = a, h = b where m { … }` */
  scan: Rule = this.RULE("scan", () => {
    this.CONSUME(words.Scan);
    this.OPTION(() => this.CONSUME(words.Reverse));
    this.CONSUME(t.Identifier);
    this.CONSUME(words.In);
    this.SUBRULE(this.expression, { LABEL: "extent" });
    this.OPTION2(() => {
      this.CONSUME(words.With);
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.carry) });
    });
    this.OPTION3(() => {
      this.CONSUME(words.Where);
      this.SUBRULE2(this.expression, { LABEL: "where" });
    });
    this.SUBRULE(this.block);
  });

  carry: Rule = this.RULE("carry", () => {
    this.CONSUME(t.Identifier);
    this.OPTION(() => {
      this.CONSUME(t.Colon);
      this.SUBRULE(this.type);
    });
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
  });
}
