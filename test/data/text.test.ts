import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { readTable } from "../../src/data/readers.ts";
import { rowsOf, thrownBy } from "./tables.ts";
import { text } from "./files.ts";

const file = (content: string, name = "a.txt") => ({ name, bytes: text(content) });

test("text: the vocabulary is sorted by code point, windows begin every `step`, what is left is no row", () => {
  const table = readTable("text", [file("bcab\nß😀")], { length: 3, step: 2 });
  expect(table.legend).toEqual({ vocabulary: ["\n", "a", "b", "c", "ß", "😀"] });
  expect(rowsOf(table)).toEqual([[2, 3, 1], [1, 2, 0], [0, 4, 5]]);
  expect(rowsOf(readTable("text", [file("abcdefg")], { length: 3 }))).toEqual([[0, 1, 2], [3, 4, 5]]);
});

test("text: the whole of a text comes back from its windows and the vocabulary", () => {
  const content = "To be, or not to be: that is the question.\n".repeat(7);
  const table = readTable("text", [{ name: "a.txt.gz", bytes: new Uint8Array(gzipSync(content)) }], { length: 43 });
  expect(table.rows).toBe(7);
  const { vocabulary } = table.legend!;
  expect(rowsOf(table).flat().map((i) => vocabulary![i]).join("")).toBe(content);
});

test("text: no window crosses from one file to the next, and the vocabulary is that of all", () => {
  const table = readTable("text", [file("abcde"), file("zyx", "b.txt")], { length: 2 });
  expect(rowsOf(table).map((row) => row.map((i) => table.legend!["vocabulary"]![i]).join(""))).toEqual(["ab", "cd", "zy"]);
  expect(table.place(2, 1)).toBe("b.txt:1:2");
});

test("text: places are lines and columns, counted in characters", () => {
  const table = readTable("text", [file("a😀b\nc")], { length: 5 });
  expect([0, 2, 3, 4].map((column) => table.place(0, column))).toEqual(["a.txt:1:1", "a.txt:1:3", "a.txt:1:4", "a.txt:2:1"]);
});

test("text: the vocabulary of the training decides, whatever the text has of it", () => {
  const legend = { vocabulary: ["x", "c", "b"] };
  const table = readTable("text", [file("bcb")], { length: 3 }, legend);
  expect(rowsOf(table)).toEqual([[2, 1, 2]]);
  expect(table.legend).toEqual(legend);
  const { diagnostics } = thrownBy(() => readTable("text", [file("bcb\nca")], { length: 3 }, { vocabulary: ["\n", "b", "c"] }));
  expect(diagnostics).toEqual([expect.objectContaining({ code: "data-unknown-character", place: "a.txt:2:2", message: expect.stringContaining('"a"') })]);
});

test("words: the most frequent first after the unknown one, equally frequent ones in their order, at most as many as asked for", () => {
  const content = file("the cat and the dog\n and the  bird");
  const table = readTable("text", [content], { length: 2, words: true });
  expect(table.legend).toEqual({ vocabulary: ["<unknown>", "the", "and", "bird", "cat", "dog"] });
  expect(rowsOf(table)).toEqual([[1, 4], [2, 1], [5, 2], [1, 3]]);
  expect(table.place(2, 1)).toBe("a.txt:2:2");
  const few = readTable("text", [content], { length: 4, words: true, vocabulary: 3 });
  expect(rowsOf(few)).toEqual([[1, 0, 2, 1], [0, 2, 1, 0]]);
  expect(rowsOf(readTable("text", [file("a the <unknown>")], { length: 3, words: true }, few.legend))).toEqual([[0, 1, 0]]);
});
