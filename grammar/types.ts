import { ExpressionRules, type Rule } from "./expressions.ts";
import * as t from "./tokens.ts";

/** `[N, 8]`, `int[N]`, `index(10)[N]`, `bool`. */
export class TypeRules extends ExpressionRules {
  override type: Rule = this.RULE("type", () => {
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.dimensions) },
        {
          ALT: () => {
            this.CONSUME(t.Identifier);
            this.OPTION(() => {
              this.CONSUME(t.LParen);
              this.SUBRULE(this.expression);
              this.CONSUME(t.RParen);
            });
            this.OPTION2(() => this.SUBRULE2(this.dimensions));
          },
        },
      ],
      ERR_MSG: "a type such as `[N, 8]` or `int[N]`",
    });
  });

  dimensions: Rule = this.RULE("dimensions", () => {
    this.CONSUME(t.LSquare);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.dimension) });
    this.CONSUME(t.RSquare);
  });

  dimension: Rule = this.RULE("dimension", () => {
    this.OR({
      DEF: [{ ALT: () => this.CONSUME(t.Ellipsis) }, { ALT: () => this.SUBRULE(this.expression) }],
      ERR_MSG: "a size",
    });
  });
}
