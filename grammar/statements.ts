import type { Rule } from "./expressions.ts";
import { contextualKeywords as words } from "./keywords.ts";
import * as t from "./tokens.ts";
import { TypeRules } from "./types.ts";

/** What stands in a body. Which body may hold which statement is checked afterwards, with a better message. */
export class StatementRules extends TypeRules {
  override block: Rule = this.RULE("block", () => {
    this.CONSUME(t.LCurly);
    this.MANY(() => {
      this.SUBRULE(this.statement);
      this.CONSUME(t.NewLine);
    });
    this.CONSUME(t.RCurly);
  });

  statement: Rule = this.RULE("statement", () => {
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.param) },
        { ALT: () => this.SUBRULE(this.state) },
        { ALT: () => this.SUBRULE(this.inputs) },
        { ALT: () => this.SUBRULE(this.named) },
        { ALT: () => this.SUBRULE(this.train) },
        { ALT: () => this.SUBRULE(this.fn) },
        { ALT: () => this.SUBRULE(this.return) },
        { ALT: () => this.SUBRULE(this.yield) },
        // Before `simple`, which can begin with `if` too: the first alternative wins.
        { ALT: () => this.SUBRULE(this.if), IGNORE_AMBIGUITIES: true },
        { ALT: () => this.SUBRULE(this.simple) },
      ],
      ERR_MSG: "a statement",
    });
  });

  param: Rule = this.RULE("param", () => {
    this.CONSUME(words.Param);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Colon);
    this.SUBRULE(this.type);
    this.OPTION(() => {
      this.CONSUME(t.Tilde);
      this.SUBRULE(this.expression);
    });
  });

  state: Rule = this.RULE("state", () => {
    this.CONSUME(words.State);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.stateItem) });
  });

  stateItem: Rule = this.RULE("stateItem", () => {
    this.CONSUME(t.Identifier);
    this.OPTION(() => {
      this.CONSUME(t.Colon);
      this.SUBRULE(this.type);
    });
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
  });

  inputs: Rule = this.RULE("inputs", () => {
    this.CONSUME(words.Input);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.inputItem) });
  });

  inputItem: Rule = this.RULE("inputItem", () => {
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Colon);
    this.SUBRULE(this.type);
    this.OPTION(() => {
      this.CONSUME(t.Equals);
      this.SUBRULE(this.expression);
    });
  });

  /** `output probs = e`, `loss nll = e`, `metric accuracy: [] = e` */
  named: Rule = this.RULE("named", () => {
    this.OR([
      { ALT: () => this.CONSUME(words.Output) },
      { ALT: () => this.CONSUME(words.Loss) },
      { ALT: () => this.CONSUME(words.Metric) },
    ]);
    this.CONSUME(t.Identifier);
    this.OPTION(() => {
      this.CONSUME(t.Colon);
      this.SUBRULE(this.type);
    });
    this.OPTION2(() => {
      this.CONSUME(t.Equals);
      this.SUBRULE(this.expression);
    });
  });

  /** `return y`, or `return y with h, c`: what else there is to take. */
  return: Rule = this.RULE("return", () => {
    this.CONSUME(t.Return);
    this.SUBRULE(this.expression);
    this.OPTION(() => {
      this.CONSUME(words.With);
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE2(this.expression, { LABEL: "further" }) });
    });
  });

  yield: Rule = this.RULE("yield", () => {
    this.CONSUME(t.Yield);
    this.SUBRULE(this.expression);
  });

  /** `if c { … } else if d { … } else { … }`, or a conditional expression alone on its line. */
  if: Rule = this.RULE("if", () => {
    this.CONSUME(t.If);
    this.SUBRULE(this.expression, { LABEL: "condition" });
    this.OR([
      { ALT: () => this.SUBRULE(this.conditionalRest) },
      {
        ALT: () => {
          this.SUBRULE(this.block, { LABEL: "then" });
          this.MANY(() => {
            this.CONSUME(t.Else);
            this.CONSUME2(t.If);
            this.SUBRULE2(this.expression, { LABEL: "condition" });
            this.SUBRULE2(this.block, { LABEL: "then" });
          });
          this.OPTION(() => {
            this.CONSUME2(t.Else);
            this.SUBRULE3(this.block, { LABEL: "otherwise" });
          });
        },
      },
    ]);
  });

  /** `a, b = e`, `y: T = e`, `y[n] = e`, `mean := e`, or an expression alone; targets are checked afterwards. */
  simple: Rule = this.RULE("simple", () => {
    this.SUBRULE(this.target);
    this.MANY(() => {
      this.CONSUME(t.Comma);
      this.SUBRULE2(this.target);
    });
    this.OPTION(() => {
      this.OR([{ ALT: () => this.CONSUME(t.Equals) }, { ALT: () => this.CONSUME(t.ColonEquals) }]);
      this.SUBRULE(this.expression);
    });
  });

  target: Rule = this.RULE("target", () => {
    this.SUBRULE(this.expression);
    this.OPTION(() => {
      this.CONSUME(t.Colon);
      this.SUBRULE(this.type);
    });
  });

  train: Rule = this.RULE("train", () => {
    this.CONSUME(words.Train);
    this.OPTION(() => this.CONSUME(t.Identifier));
    this.CONSUME(t.LCurly);
    this.MANY(() => this.OR([{ ALT: () => this.CONSUME(t.NewLine) }, { ALT: () => this.SUBRULE(this.setting) }]));
    this.CONSUME(t.RCurly);
  });

  setting: Rule = this.RULE("setting", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.over) },
      { ALT: () => this.SUBRULE(this.clip) },
      { ALT: () => this.SUBRULE(this.stop) },
      { ALT: () => this.SUBRULE(this.batch) },
      { ALT: () => this.SUBRULE(this.sample) },
      {
        ALT: () => {
          this.OR2([
            { ALT: () => this.CONSUME(words.Minimize) },
            { ALT: () => this.CONSUME(words.Using) },
            { ALT: () => this.CONSUME(words.Epochs) },
            { ALT: () => this.CONSUME(words.Seed) },
            { ALT: () => this.CONSUME(words.Augment) },
            { ALT: () => this.CONSUME(words.Average) },
            { ALT: () => this.CONSUME(words.After) },
          ]);
          this.SUBRULE(this.expression);
        },
      },
    ]);
  });

  over: Rule = this.RULE("over", () => {
    this.CONSUME(words.Over);
    this.OR([
      {
        ALT: () => {
          this.CONSUME(words.All);
          this.OPTION(() => {
            this.CONSUME(words.Except);
            this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) });
          });
        },
      },
      { ALT: () => this.AT_LEAST_ONE_SEP2({ SEP: t.Comma, DEF: () => this.SUBRULE2(this.expression) }) },
    ]);
  });

  /** `batch 64`, or `batch 64 in 4 parts` */
  batch: Rule = this.RULE("batch", () => {
    this.CONSUME(words.Batch);
    this.SUBRULE(this.expression);
    this.OPTION(() => {
      this.CONSUME(words.In);
      this.SUBRULE2(this.expression, { LABEL: "parts" });
      this.CONSUME(words.Parts);
    });
  });

  clip: Rule = this.RULE("clip", () => {
    this.CONSUME(words.Clip);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.LParen);
    this.SUBRULE(this.expression);
    this.CONSUME(t.RParen);
  });

  /** `stop when val.nll has not improved for 5 epochs` */
  stop: Rule = this.RULE("stop", () => {
    this.CONSUME(words.Stop);
    this.CONSUME(words.When);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Dot);
    this.CONSUME2(t.Identifier);
    this.CONSUME(words.Has);
    this.CONSUME(t.Not);
    this.CONSUME(words.Improved);
    this.CONSUME(words.For);
    this.SUBRULE(this.expression);
    this.CONSUME(words.Epochs);
  });

  /** `sample x, y = waves()` */
  sample: Rule = this.RULE("sample", () => {
    this.CONSUME(words.Sample);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.CONSUME(t.Identifier) });
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
  });

  fn: Rule = this.RULE("fn", () => {
    this.CONSUME(words.Fn);
    this.SUBRULE(this.signature);
    this.OR([
      { ALT: () => this.SUBRULE(this.block) },
      {
        ALT: () => {
          this.CONSUME(t.Equals);
          this.SUBRULE(this.expression);
        },
      },
    ]);
  });

  /** `name(hyper)(tensors) -> result` */
  signature: Rule = this.RULE("signature", () => {
    this.CONSUME(t.Identifier);
    this.SUBRULE(this.parameters);
    this.OPTION(() => this.SUBRULE2(this.parameters));
    this.OPTION2(() => {
      this.CONSUME(t.Arrow);
      this.SUBRULE(this.type);
    });
  });

  parameters: Rule = this.RULE("parameters", () => {
    this.CONSUME(t.LParen);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.parameter) });
    this.CONSUME(t.RParen);
  });

  parameter: Rule = this.RULE("parameter", () => {
    this.CONSUME(t.Identifier);
    this.OPTION(() => {
      this.CONSUME(t.Colon);
      this.SUBRULE(this.type);
    });
    this.OPTION2(() => {
      this.CONSUME(t.Equals);
      this.SUBRULE(this.expression);
    });
  });
}
