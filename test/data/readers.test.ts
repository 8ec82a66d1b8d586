import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { readTable } from "../../src/data/readers.ts";
import { formats } from "../../src/formats/all.ts";
import type { Options } from "../../src/formats/format.ts";
import type { Table } from "../../src/data/table.ts";
import { idxFile, npyFile, npyRaw, text } from "./files.ts";
import { rowsOf } from "./tables.ts";

function read(format: string, files: Record<string, Uint8Array>, options: Options = {}): Table {
  return readTable(format, Object.entries(files).map(([name, bytes]) => ({ name, bytes })), options);
}

test("csv: numbers of every form, empty lines, quotes, spaces, a byte order mark", () => {
  const table = read("csv", { "a.csv": text('\uFEFF1, -2.5,"3"\n\n+.5,1e3 ,7.\r\n') });
  expect(rowsOf(table)).toEqual([[1, -2.5, 3], [0.5, 1000, 7]]);
  expect(table.place(1, 2)).toBe("a.csv:3:3");
  expect(table.names).toBeUndefined();
});

test("csv: a first line without numbers is a header; the option decides otherwise", () => {
  expect(read("csv", { "a.csv": text("x,y\n1,2\n") }).names).toEqual(["x", "y"]);
  expect(rowsOf(read("csv", { "a.csv": text("150,setosa\n1,2\n") }, { header: true }))).toEqual([[1, 2]]);
  expect(rowsOf(read("csv", { "a.csv": text("1,2\n3,4\n") }, { header: true }))).toEqual([[3, 4]]);
  expect(rowsOf(read("csv", { "a.csv": text("1,2\n3,4\n") }, { header: false }))).toEqual([[1, 2], [3, 4]]);
});

test("csv: another separator, and gzip told by the bytes", () => {
  expect(rowsOf(read("csv", { "a.tsv": text("1\t2\n3\t4") }, { separator: "\t" }))).toEqual([[1, 2], [3, 4]]);
  expect(rowsOf(read("csv", { "a.csv": new Uint8Array(gzipSync("1;2\n")) }, { separator: ";" }))).toEqual([[1, 2]]);
});

test("csv: more rows than the first buffer holds", () => {
  const lines = Array.from({ length: 5000 }, (_, i) => `${i},${i / 4}`);
  const table = read("csv", { "a.csv": text(lines.join("\n")) });
  expect(table.rows).toBe(5000);
  expect(rowsOf(table)[4999]).toEqual([4999, 4999 / 4]);
});

const values = [0, 1, 2, 100, 5, 127];
test.each(["u8", "i8", "i16", "i32", "f32", "f64"] as const)("idx: %s", (type) => {
  const table = read("idx", { "a.idx": idxFile(type, [2, 3], values) });
  expect(rowsOf(table)).toEqual([[0, 1, 2], [100, 5, 127]]);
  expect(table.place(1, 0)).toBe("a.idx: row 2");
});

test("idx: images and labels stand side by side, and bytes stay bytes", () => {
  const images = idxFile("u8", [2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 255]);
  const table = read("idx", { images: new Uint8Array(gzipSync(images)), labels: idxFile("u8", [2], [9, 8]) });
  expect(rowsOf(table)).toEqual([[1, 2, 3, 4, 9], [5, 6, 7, 255, 8]]);
  expect(table.place(1, 4)).toBe("labels: row 2");
  expect(table.place(0, 3)).toBe("images: row 1");
});

test.each(["<f4", "<f8", "|i1", "|u1", "|b1", "<i2", "<i4", "<i8", ">f4", ">i8"])("npy: %s", (type) => {
  const numbers = type === "|b1" ? [0, 1, 1, 0, 1, 0] : values;
  expect(rowsOf(read("npy", { "a.npy": npyFile(type, [2, 3], numbers) }))).toEqual([numbers.slice(0, 3), numbers.slice(3)]);
});

test("npy: one axis is one column; version 2 has a longer header", () => {
  expect(rowsOf(read("npy", { "a.npy": npyFile("<f4", [3], [1.5, -2, 0]) }))).toEqual([[1.5], [-2], [0]]);
  expect(rowsOf(read("npy", { "a.npy": npyRaw("{'descr': '<i4', 'fortran_order': False, 'shape': (1,), }", new Uint8Array([7, 0, 0, 0]), 2) }))).toEqual([[7]]);
});

test("the page of the language says which options each format takes", () => {
  const table = readFileSync(join(import.meta.dirname, "../../docs/language.md"), "utf8");
  for (const [name, { options }] of formats) {
    const line = table.split("\n").find((l) => l.startsWith(`| \`${name}\``));
    for (const option of Object.keys(options)) expect(line).toContain(`\`${option}: `);
  }
  expect(formats.size).toBeGreaterThanOrEqual(7);
});
