import { expect, test } from "vitest";
import { readTable } from "../../src/data/readers.ts";
import { text } from "./files.ts";
import { rowsOf } from "./tables.ts";

const file = (content: string) => ({ name: "a.tsv", bytes: text(content) });
const marks = ["<padding>", "<start>", "<end>", "<unknown>"];

test("pairs: both sides between marks, padded, each with its own vocabulary", () => {
  const table = readTable("pairs", [file("aab\tXY\tmore\r\n\r\nb\tYY\n")], { lengths: [5, 4] });
  expect(table.legend).toEqual({ source: [...marks, "a", "b"], target: [...marks, "Y", "X"] });
  expect(rowsOf(table)).toEqual([[4, 4, 5, 2, 0, 1, 5, 4, 2], [5, 2, 0, 0, 0, 1, 4, 4, 2]]);
  expect(table.place(1, 0)).toBe("a.tsv:3");
  expect(table.explain?.(0, 4)).toContain("`index(6)`");
});

test("pairs: words; what the training did not have is unknown, and a mark in a text is no mark", () => {
  const table = readTable("pairs", [file("go on\tva y\ngo\tva")], { lengths: [4, 4], words: true });
  expect(table.legend).toEqual({ source: [...marks, "go", "on"], target: [...marks, "va", "y"] });
  expect(rowsOf(table)).toEqual([[4, 5, 2, 0, 1, 4, 5, 2], [4, 2, 0, 0, 1, 4, 2, 0]]);
  const later = readTable("pairs", [file("stop go\t<end> va")], { lengths: [4, 4], words: true }, table.legend);
  expect(rowsOf(later)).toEqual([[3, 4, 2, 0, 1, 3, 4, 2]]);
});
