import { expect, test } from "vitest";
import { check } from "../../src/compile.ts";

const source = (reader: string): string => `data train = ${reader} { x = column(0) }\nmodel M {\n  input x: [N]\n  output y = 2 * x\n}\n`;
const messagesOf = (reader: string): string[] => check({ name: "m.nnet", text: source(reader) }, { load: () => undefined }).diagnostics.map((d) => `${d.code}: ${d.message}`);

test.each([
  'csv("a.csv")',
  'csv("a.csv", "b.csv", header: true, separator: "\\t")',
  'idx("a", "b")',
  'npy("a.npy")',
  'text("a.txt", length: 8, step: 1, words: true, vocabulary: 100)',
  'pairs("a.tsv", lengths: [12, 2])',
  'images("a/*.png", size: [8, 8])',
  'images("a/*.png", size: [8, 8, 1])',
  'wav("*.wav", length: 1000)',
])("%s is accepted", (reader) => expect(messagesOf(reader)).toEqual([]));

test.each([
  ['csv("a.csv", delimiter: ";")', "data-unknown-option", "`delimiter`"],
  ['csv("a.csv", constructor: ";")', "data-unknown-option", "`constructor`"],
  ['csv("a.csv", __proto__: 1)', "data-unknown-option", "`__proto__`"],
  ['idx("a", header: true)', "data-unknown-option", "`idx`"],
  ['csv("a.csv", header: 1)', "data-wrong-option", "true or false"],
  ['csv("a.csv", separator: "::")', "data-wrong-option", "one character"],
  ['csv("a.csv", header: same)', "data-wrong-option", "not same"],
  ['text("a.txt")', "data-missing-option", "`length`"],
  ['text("a.txt", length: 0)', "data-wrong-option", "at least 1"],
  ['text("a.txt", length: 1, step: 1/2)', "data-wrong-option", "not 1/2"],
  ['pairs("a.tsv", lengths: [4])', "data-wrong-option", "[source, target]"],
  ['pairs("a.tsv", lengths: [4, 4, 4])', "data-wrong-option", "[source, target]"],
  ['images("a.png")', "data-missing-option", "`size`"],
  ['images("a.png", size: 32)', "data-wrong-option", "[height, width]"],
  ['images("a.png", size: [1, 2, 2])', "data-wrong-option", "1 or 3"],
  ['csv("a.csv", header: true, header: false)', "duplicate-argument", "`header`"],
  ['cvs("a.csv")', "unknown-format", "`cvs`"],
])("%s: %s", (reader, code, says) => {
  const messages = messagesOf(reader);
  expect(messages).toHaveLength(1);
  expect(messages[0]).toContain(`${code}: `);
  expect(messages[0]).toContain(says);
});
