import { expect, test } from "vitest";
import { readTable } from "../../src/data/readers.ts";
import { text, wavFile } from "./files.ts";
import { rowsOf } from "./tables.ts";

test("wav: samples from -1 to below 1, zeros after the end, then the label from the name", () => {
  const files = [
    { name: "r/seven_anna_0.wav", bytes: wavFile([-32768, 16384, 32767]) },
    { name: "r/one_ben_1.wav", bytes: wavFile([-1]) },
  ];
  const table = readTable("wav", files, { length: 4 });
  expect(rowsOf(table)).toEqual([[-1, 0.5, 32767 / 32768, 0, 1], [-1 / 32768, 0, 0, 0, 0]]);
  expect(table.legend).toEqual({ classes: ["one", "seven"] });
  expect(table.place(0, 2)).toBe("r/seven_anna_0.wav");
  expect(rowsOf(readTable("wav", files, { length: 4 }, { classes: ["seven"] })).map((row) => row[4])).toEqual([0, -1]);
});

test("wav: other chunks are passed over, with the byte that makes them even", () => {
  const chunk = [...text("LIST"), 3, 0, 0, 0, 1, 2, 3, 0];
  expect(rowsOf(readTable("wav", [{ name: "0.wav", bytes: wavFile([256, 512], { chunk }) }], { length: 2 }))).toEqual([[1 / 128, 1 / 64, 0]]);
});
