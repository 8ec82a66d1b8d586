import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readTable } from "../../src/data/readers.ts";
import { rowsOf } from "./tables.ts";

const read = (name: string, arrays?: readonly string[]) =>
  readTable("npz", [{ name, bytes: readFileSync(new URL(`numpy/${name}`, import.meta.url)) }], arrays ? { arrays } : {});
/** As make.py has them: 2 rows of 12 columns. */
const cube = [0, 12].map((from) => Array.from({ length: 12 }, (_, i) => from + i));
const expected: Readonly<Record<string, (n: number) => number>> = {
  f4: (n) => n / 8, f8: (n) => n / 8, i4: (n) => (n === 0 ? 0 : -n), i8: (n) => n, u1: (n) => 10 * n, flag: (n) => (n % 3 === 0 ? 1 : 0),
};

test.each(["stored.npz", "deflated.npz"])("%s: what NumPy wrote, in C and Fortran order, of every element type", (name) => {
  for (const [array, value] of Object.entries(expected)) expect(rowsOf(read(name, [array])), array).toEqual(cube.map((row) => row.map(value)));
  expect(rowsOf(read(name, ["label", "u1"]))).toEqual(cube.map((row, i) => [1 - i, ...row.map((n) => 10 * n)]));
  expect(read(name).columns).toBe(6 * 12 + 1);
  expect(read(name, ["label"]).place(1, 0)).toBe(`${name}/label: row 2`);
});
