import { error } from "./entry.ts";

/** Found by the lexer and the parser, before any name has a meaning. */
export const syntaxCodes = {
  "unexpected-token": error<{ expected: string; after: string; found: string }>(
    (p) => `expected ${p.expected}${p.after && ` after ${p.after}`}, found ${p.found}`,
  ),
  "missing-value": error<{ after: string }>((p) => `a value is missing after ${p.after}`),
  "unknown-keyword": error<{ word: string; kind: string }>((p) => `\`${p.word}\` does not begin a ${p.kind}`),
  "misplaced-statement": error<{ what: string; where: string }>((p) => `${p.what} belongs in ${p.where}`),
  "unclosed-bracket": error<{ bracket: string }>((p) => `this \`${p.bracket}\` is never closed`),
  "unopened-bracket": error<{ bracket: string }>((p) => `this \`${p.bracket}\` closes nothing`),
  "unterminated-string": error(() => "the string does not end on its line"),
  "unknown-escape": error<{ escape: string }>((p) => `\`${p.escape}\` is not an escape of a string`),
  "malformed-number": error<{ text: string }>((p) => `\`${p.text}\` is not a number`),
  "unknown-character": error<{ characters: string }>((p) => `${p.characters} is not part of the language`),
  "foreign-syntax": error<{ wrote: string; use: string }>((p) => `${p.wrote} is not part of the language, which has ${p.use}`),
  "invalid-target": error<{ operator: string }>((p) => `the left side of \`${p.operator}\` is not a name`),
  "unexpected-type": error<{ where: string }>((p) => `${p.where} has no type`),
  "unknown-element-type": error<{ name: string }>((p) => `\`${p.name}\` is not an element type`),
  "chained-comparison": error<{ operator: string }>((p) => `\`${p.operator}\` compares the result of a comparison`),
  "nested-too-deeply": error<{ limit: number }>((p) => `more than ${p.limit} levels are nested here`),
  "duplicate-setting": error<{ setting: string }>((p) => `\`${p.setting}\` is set twice in one \`train\``),
  "missing-minimize": error(() => "`train` does not say what to `minimize`"),
  "unknown-clip": error<{ name: string }>((p) => `gradients cannot be clipped by \`${p.name}\``),
};
