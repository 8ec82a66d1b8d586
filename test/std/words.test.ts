import { expect, test } from "vitest";
import { at, checked, close, from, noise, range, total, valued, values } from "./support.ts";

const [e, g] = [noise([3, 4], 1), noise([4], 2)];
const dot = (a: readonly number[], b: readonly number[]): number => total(a.map((v, k) => v * b[k]!));
const row = (n: number): number[] => range(4).map((k) => at(e, n, k));
const direction = [...g.data];

test("neutralize leaves nothing along the direction", () => {
  const expected = from([3, 4], (n, k) => at(e, n!, k!) - (dot(row(n!), direction) / dot(direction, direction)) * direction[k!]!);
  expect(close(checked("neutralize(e, g)", { real: { e, g } }), expected)).toBe(12);
  for (const n of range(3)) expect(dot(range(4).map((k) => at(expected, n, k)), direction)).toBeCloseTo(0, 12);
});

test("equalize: two words of length 1, alike but for the direction, and equally far from a neutral word", () => {
  const u = values([4], row(0).map((v) => v / 2));
  const v = values([4], row(1).map((w) => w / 2));
  const parts = [0, 1].map((i) => [...checked(`equalize(u, v, g)[${i}]`, { real: { u, v, g } }).data]);
  const [a, b] = parts as [number[], number[]];
  for (const part of parts) expect(dot(part, part)).toBeCloseTo(1, 12);
  const across = a.map((w, k) => w - b[k]!);
  expect(Math.abs(dot(across, direction))).toBeCloseTo(Math.sqrt(dot(across, across) * dot(direction, direction)), 10);
  const neutral = [...valued("neutralize(w, g)", { real: { w: values([4], row(2)), g } }).data];
  expect(dot(a, neutral)).toBeCloseTo(dot(b, neutral), 10);
});

test("analogy: man is to king as woman is to queen", () => {
  const [man, woman, king, queen] = [0, 1, 2, 3] as const;
  const table = values([5, 3], [1, 0, 0.1, -1, 0, 0.1, 1, 1, 0.1, -1, 1, 0.1, 0, 0.1, -1]);
  const word = (...which: number[]) => ({ type: "index(5)[2]", value: values([2], which) });
  const inputs = { a: word(man, king), b: word(king, man), c: word(woman, queen) };
  expect([...valued("analogy(table, a, b, c)", { real: { table }, inputs }).data]).toEqual([queen, woman]);
});
