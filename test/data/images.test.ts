import { encode } from "fast-png";
import jpeg from "jpeg-js";
import { expect, test } from "vitest";
import { readTable } from "../../src/data/readers.ts";
import type { DataFile } from "../../src/data/table.ts";
import { rowsOf } from "./tables.ts";

const png = (name: string, channels: number, data: readonly number[], width = 2, height = 1): DataFile => ({ name, bytes: encode({ width, height, channels, depth: 8, data: Uint8Array.from(data) }) });

test("images: rows of pixels of channels, then the place of the folder among all", () => {
  const files = [png("t/dog/1.png", 3, [1, 2, 3, 4, 5, 6]), png("t/cat/1.png", 3, [250, 251, 252, 253, 254, 255]), png("t/dog/2.png", 3, [0, 0, 0, 9, 9, 9])];
  const table = readTable("images", files, { size: [1, 2] });
  expect(rowsOf(table)).toEqual([[1, 2, 3, 4, 5, 6, 1], [250, 251, 252, 253, 254, 255, 0], [0, 0, 0, 9, 9, 9, 1]]);
  expect(table.legend).toEqual({ classes: ["cat", "dog"] });
  expect(table.place(1, 3)).toBe("t/cat/1.png");
});

test("images: the classes are those of the training, and a folder that is none of them is refused as -1 with its name", () => {
  const table = readTable("images", [png("t/dog/1.png", 1, [7, 8]), png("t/cow/1.png", 1, [7, 8])], { size: [1, 2, 1] }, { classes: ["ape", "cat", "dog"] });
  expect(rowsOf(table)).toEqual([[7, 8, 2], [7, 8, -1]]);
  expect(table.explain?.(1, 2)).toContain("`cow` is not among the classes of the training: `ape`, `cat`, `dog`");
});

test("images: several together make a row, and each value knows its file", () => {
  const files = [png("a/1.png", 1, [1, 2]), png("b/2.png", 1, [3, 4]), png("c/3.png", 1, [5, 6]), png("b/4.png", 1, [7, 8])];
  const table = readTable("images", files, { size: [1, 2, 1], together: 2 });
  expect(rowsOf(table)).toEqual([[1, 2, 3, 4, 0], [5, 6, 7, 8, 1]]);
  expect(table.legend).toEqual({ classes: ["a", "c"] });
  expect([0, 1, 2, 3, 4].map((column) => table.place(1, column))).toEqual(["c/3.png", "c/3.png", "b/4.png", "b/4.png", "c/3.png"]);
  expect(() => readTable("images", files.slice(1), { size: [1, 2, 1], together: 2 })).toThrow("3 pictures cannot be taken 2 at a time");
});

test("images: the height comes first", () => {
  const values = [1, 2, 3, 4, 5, 6];
  expect(rowsOf(readTable("images", [png("a/1.png", 1, values, 3, 2)], { size: [2, 3, 1] }))).toEqual([[...values, 0]]);
});

test("images: grey is repeated for colour; opaque alpha is dropped; grey in colours is one channel", () => {
  const size = { size: [1, 2] };
  expect(rowsOf(readTable("images", [png("a/1.png", 1, [5, 6])], size))).toEqual([[5, 5, 5, 6, 6, 6, 0]]);
  expect(rowsOf(readTable("images", [png("a/1.png", 2, [5, 255, 6, 255])], size))).toEqual([[5, 5, 5, 6, 6, 6, 0]]);
  expect(rowsOf(readTable("images", [png("a/1.png", 4, [1, 2, 3, 255, 4, 5, 6, 255])], size))).toEqual([[1, 2, 3, 4, 5, 6, 0]]);
  expect(rowsOf(readTable("images", [png("a/1.png", 3, [5, 5, 5, 6, 6, 6])], { size: [1, 2, 1] }))).toEqual([[5, 6, 0]]);
});

test("images: JPEG, near to what was written", () => {
  const pixels = Array.from({ length: 16 * 8 }, (_, i) => [i < 64 ? 200 : 40, 100, 60, 255]).flat();
  const { data } = jpeg.encode({ width: 16, height: 8, data: Uint8Array.from(pixels) }, 95);
  const [row] = rowsOf(readTable("images", [{ name: "a/1.jpg", bytes: Uint8Array.from(data) }], { size: [8, 16] }));
  expect(row).toHaveLength(8 * 16 * 3 + 1);
  const wanted = pixels.filter((_, i) => i % 4 !== 3);
  expect(Math.max(...wanted.map((value, i) => Math.abs(value - row![i]!)))).toBeLessThan(8);
});
