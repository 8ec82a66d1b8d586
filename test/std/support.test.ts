import { expect, test } from "vitest";
import { checked, close, noise, values } from "./support.ts";

const x = noise([3, 2], 1);

test("a derivative that lacks a part, or is off by a millionth, would be noticed", () => {
  expect(checked("x * x", { real: { x } }).shape).toEqual([3, 2]);
  expect(() => checked("x * stop_gradient(x)", { real: { x } })).toThrow(/derivative by x/);
  expect(() => checked("x + 1e-6 * stop_gradient(x)^2 * x", { real: { x } })).toThrow(/derivative by x/);
});

test("a wrong value or shape would be noticed", () => {
  expect(() => close(x, values([3, 2], [...x.data].map((v, i) => (i === 5 ? v + 1e-8 : v))))).toThrow(/element 5/);
  expect(() => close(x, { shape: [2, 3], data: x.data })).toThrow(/equal/);
});
