import { is } from "../../../grammar/token.ts";
import { contextualKeywords as words } from "../../../grammar/keywords.ts";
import * as t from "../../../grammar/tokens.ts";
import type { Mistake } from "./describe.ts";

/** The frequent slips, each with its way out; the first that applies is told. */
const hints: readonly { readonly when: (m: Mistake) => boolean; readonly help: string }[] = [
  {
    when: (m) => found(m, t.Equals) && m.previous !== undefined && is(m.previous, t.BinaryOperator) && m.before.length === 2,
    help: "there is no such assignment; write the name on the right side too: `x = x + …`",
  },
  { when: (m) => found(m, t.Equals) && rule(m, "arguments"), help: "arguments are named with a colon: `f(x, axis: 1)`" },
  { when: (m) => found(m, t.Equals) && m.before[0]?.tokenType === words.Param, help: "a parameter is drawn from its initial distribution: `param W: [D] ~ glorot_uniform`" },
  { when: (m) => found(m, t.Tilde), help: "`~` gives a `param` its initial values; everything else is given with `=`" },
  { when: (m) => found(m, t.Equals) && m.before[0]?.tokenType === t.If, help: "`==` compares" },
  { when: (m) => found(m, t.Equals) && m.rules.includes("expression"), help: "`==` compares; `=` gives a name to a value" },
  { when: (m) => found(m, t.Colon) && m.previous?.tokenType === t.RParen && m.rules.includes("fn"), help: "the type of the result is written `-> [N]`" },
  { when: (m) => found(m, t.Colon) && m.previous?.tokenType === t.RParen && m.rules.includes("layer"), help: "the type of the result is written `-> [N]`" },
  { when: (m) => found(m, t.Greater) && m.previous?.tokenType === t.Equals, help: "the type of the result follows `->`, the value of a function `=`" },
  { when: (m) => found(m, t.Dot) && m.expected === "a value", help: "a fraction begins with a digit: `0.5`" },
  { when: (m) => found(m, t.Dot), help: "values have no members; a function is applied as `f(x)` or `x |> f`" },
  { when: (m) => m.token.image === "elif", help: "write `else if`" },
  { when: (m) => found(m, t.LCurly) && m.rules.includes("conditional"), help: "a conditional value is written `if c then a else b`" },
  { when: (m) => m.expected.includes("`then`"), help: "a choice of values is written `if c then a else b`, of statements `if c { … } else { … }`" },
  { when: (m) => m.expected === "`else`", help: "a value is needed in both cases: `if c then a else b`" },
  {
    when: (m) => found(m, t.NewLine) && m.expected === "a value" && m.previous !== undefined && is(m.previous, t.BinaryOperator),
    help: "what follows on the next line is a statement of its own",
  },
  { when: (m) => found(m, t.Plus) && m.expected === "a value", help: "a sign `+` is never written" },
  { when: (m) => m.rules.at(-1) === "inputItem" && m.expected === "`:`", help: "an input has a type: `input x: [N, 8]`" },
];

function found(mistake: Mistake, type: (typeof t.tokens)[number]): boolean {
  return mistake.token.tokenType === type;
}

function rule(mistake: Mistake, name: string): boolean {
  return mistake.rules.at(-1) === name;
}

export function hint(mistake: Mistake): string | undefined {
  return hints.find(({ when }) => when(mistake))?.help;
}
