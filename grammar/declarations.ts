import type { Rule } from "./expressions.ts";
import { contextualKeywords as words } from "./keywords.ts";
import { StatementRules } from "./statements.ts";
import * as t from "./tokens.ts";

/** What stands at the top of a file. */
export class DeclarationRules extends StatementRules {
  file: Rule = this.RULE("file", () => {
    this.MANY(() => this.SUBRULE(this.unit));
  });

  /** What is read at a time. */
  unit: Rule = this.RULE("unit", () => {
    this.SUBRULE(this.declaration);
    this.CONSUME(t.NewLine);
  });

  declaration: Rule = this.RULE("declaration", () => {
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.import) },
        { ALT: () => this.SUBRULE(this.layer) },
        { ALT: () => this.SUBRULE(this.fn) },
        { ALT: () => this.SUBRULE(this.optimizer) },
        { ALT: () => this.SUBRULE(this.model) },
        { ALT: () => this.SUBRULE(this.data) },
        { ALT: () => this.SUBRULE(this.split) },
      ],
      ERR_MSG: "a declaration",
    });
  });

  import: Rule = this.RULE("import", () => {
    this.CONSUME(words.Import);
    this.CONSUME(t.LCurly);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.CONSUME(t.Identifier) });
    this.CONSUME(t.RCurly);
    this.CONSUME(words.From);
    this.CONSUME(t.StringLiteral);
  });

  layer: Rule = this.RULE("layer", () => {
    this.CONSUME(words.Layer);
    this.SUBRULE(this.signature);
    this.SUBRULE(this.block);
  });

  optimizer: Rule = this.RULE("optimizer", () => {
    this.CONSUME(words.Optimizer);
    this.SUBRULE(this.signature);
    this.SUBRULE(this.block);
  });

  model: Rule = this.RULE("model", () => {
    this.CONSUME(words.Model);
    this.CONSUME(t.Identifier);
    this.SUBRULE(this.block);
  });

  /** `data train = csv("digits.csv.gz") { image = columns(0..63) }` */
  data: Rule = this.RULE("data", () => {
    this.CONSUME(words.Data);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
    this.OPTION(() => this.SUBRULE(this.block));
  });

  /** `split train 80 : 10 : 10 shuffle seed 1` */
  split: Rule = this.RULE("split", () => {
    this.CONSUME(words.Split);
    this.CONSUME(t.Identifier);
    this.AT_LEAST_ONE_SEP({ SEP: t.Colon, DEF: () => this.SUBRULE(this.expression, { LABEL: "part" }) });
    this.OPTION(() => this.CONSUME(words.Shuffle));
    this.OPTION2(() => {
      this.CONSUME(words.Seed);
      this.SUBRULE2(this.expression, { LABEL: "seed" });
    });
  });
}
