import { expect, test } from "vitest";
import { at, checked, close, from, noise, range, total, valued, values } from "./support.ts";

const x = noise([4, 6], 1);
const sorted = (n: number): number[] => range(6).map((i) => at(x, n, i)).sort((a, b) => b - a);

test("cumsum is the running sum", () => {
  expect(close(checked("cumsum(x)", { real: { x } }), from([4, 6], (n, i) => total(range(i! + 1).map((j) => at(x, n!, j)))))).toBe(24);
});

test("sort_down, top and ranks; of equal elements the first comes first", () => {
  expect(close(checked("sort_down(x)", { real: { x } }), from([4, 6], (n, i) => sorted(n!)[i!]!))).toBe(24);
  expect(close(checked("top(2)(x)[0]", { real: { x } }), from([4, 2], (n, i) => sorted(n!)[i!]!))).toBe(8);
  expect(close(valued("top(2)(x)[1]", { real: { x } }), from([4, 2], (n, i) => range(6).findIndex((k) => at(x, n!, k) === sorted(n!)[i!])))).toBe(8);
  expect([...valued("ranks(x)", { real: { x: values([1, 5], [2, 3, 2, 5, 3]) } }).data]).toEqual([3, 1, 4, 0, 2]);
});

test("top_accuracy asks whether the label is among the k largest", () => {
  const labels = [0, 3, 5, 2];
  const label = { type: "index(6)[4]", value: values([4], labels) };
  for (const k of [1, 2, 3, 6]) {
    const expected = total(labels.map((l, n) => Number(sorted(n).slice(0, k).includes(at(x, n, l))))) / 4;
    expect([...valued(`top_accuracy(${k})(x, label)`, { real: { x }, inputs: { label } }).data]).toEqual([expected]);
  }
});
