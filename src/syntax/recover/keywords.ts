import { closest } from "../../base/closest.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { diagnose } from "../../diagnostics/report.ts";
import type { Token } from "../../../grammar/token.ts";
import * as t from "../../../grammar/tokens.ts";
import { settingWords, statementWords } from "../lex/words.ts";
import { at, quote, type Mistake } from "./describe.ts";

const declarations = ["layer", "fn", "optimizer", "model", "data", "split", "import"];
const places = {
  file: { kind: "declaration", words: declarations },
  block: { kind: "statement", words: ["param", "state", "input", "output", "loss", "metric", "train", "fn", "return", "yield", "if"] },
  train: { kind: "setting", words: [...settingWords.keys()] },
} as const;

/** What other languages begin a line with. */
const foreign: Readonly<Record<string, string>> = {
  def: "a function is written `fn f(x) = …`",
  function: "a function is written `fn f(x) = …`",
  func: "a function is written `fn f(x) = …`",
  lambda: "a function is written `fn f(x) = …`",
  class: "what owns parameters is a `layer`, what is trained a `model`",
  struct: "what owns parameters is a `layer`, what is trained a `model`",
  module: "what owns parameters is a `layer`, what is trained a `model`",
  let: "a name is given with `x = …` alone",
  var: "a name is given with `x = …` alone",
  const: "a name is given with `x = …` alone",
  for: "sums over an index are written `sum[i] …`, recurrences `scan t in T { … }`",
  while: "recurrences are written `scan t in T { … }`",
  elif: "write `else if`",
  use: "names are brought in with `import { A } from \"./file.nnet\"`",
  export: "every declaration of a file can be imported; nothing need be said",
};

/** Two words begin the statement, or one stands where a declaration must: the first one is at fault. */
export function unknownKeyword(mistake: Mistake): Diagnostic | undefined {
  const word = faultyWord(mistake);
  if (!word) return undefined;
  const { kind, words } = places[mistake.place];
  const near = closest(word.image, words);
  const help = Object.hasOwn(foreign, word.image)
    ? foreign[word.image]
    : near
      ? `did you mean \`${near}\`?`
      : mistake.place === "file"
        ? `a file holds \`${declarations.join("`, `")}\``
        : undefined;
  const place = at(mistake.source, word);
  const fix = near && help?.startsWith("did") ? { fix: { title: `write \`${near}\``, edits: [{ span: place, text: near }] } } : {};
  return diagnose("unknown-keyword", { word: word.image, kind }, { span: place, ...(help && { help }), ...fix });
}

/** The right word without what makes it a keyword: `layer (x)`, `import A from "a"`. */
export function nameless({ source, token, next, rules, place }: Mistake): Diagnostic | undefined {
  if (place !== "file" || rules.at(-1) !== "declaration" || !next || !declarations.includes(token.image)) return undefined;
  const [expected, help] = token.image === "import" ? ["`{`", "write `import { A } from \"./file.nnet\"`"] : ["a name"];
  const parameters = { expected, after: `\`${token.image}\``, found: quote(next) };
  return diagnose("unexpected-token", parameters, { span: at(source, next.tokenType === t.NewLine ? token : next), ...(help && { help }) });
}

function faultyWord({ token, before, place, rules }: Mistake): Token | undefined {
  const [first, second] = before;
  if (place === "train") {
    const stray = token.tokenType === t.Identifier ? token : undefined;
    return rules.at(-1) === "train" || (stray && closest(stray.image, settingWords.keys())) ? stray : undefined;
  }
  if (place === "file" && rules.at(-1) === "declaration" && before.length === 0) return token.tokenType === t.Identifier ? token : undefined;
  const alone = before.length === 1 && first?.tokenType === t.Identifier;
  if (alone && token.tokenType === t.Identifier) return first;
  return second === undefined && first?.tokenType === t.Identifier && Object.hasOwn(foreign, first.image) ? first : undefined;
}

/** A keyword where it cannot stand. */
export function misplaced({ source, token, rules, place }: Mistake): Diagnostic | undefined {
  if (place !== "file" || rules.at(-1) !== "declaration") return undefined;
  const known = statementWords.get(token.image) === token.tokenType || token.tokenType === t.Return || token.tokenType === t.Yield || token.tokenType === t.If;
  if (!known) return undefined;
  const inModel = ["input", "output", "loss", "metric", "train"].includes(token.image);
  const where = inModel ? "a model" : token.image === "yield" ? "a `scan`" : "the body of a layer";
  return diagnose("misplaced-statement", { what: `\`${token.image}\``, where }, { span: at(source, token) });
}
