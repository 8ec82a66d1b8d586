import { expect, test } from "vitest";
import { check } from "../../src/compile.ts";
import { at, close, from, noise, valued } from "../std/support.ts";

const x = noise([2, 5, 3], 4);

test("a scan over fewer positions than the sequence has takes the first ones", () => {
  const found = valued("scan t in 3 with h = zeros[2, 3] {\n h = h + x[:, t]\n yield h\n}", { real: { x } });
  expect(close(found, from([2, 3, 3], (n, t, d) => [0, 1, 2].reduce((sum, s) => (s <= t! ? sum + at(x, n!, s, d!) : sum), 0)))).toBe(18);
});

test("a position is a whole number: its neighbours are looked up, and the nearest end where there is none", () => {
  const found = valued("scan reverse t in 5 {\n yield x[:, t - 1] - x[:, t + 1] * float(t)\n}", { real: { x } });
  const neighbour = (n: number, t: number, d: number): number => at(x, n, Math.min(4, Math.max(0, t)), d);
  expect(close(found, from([2, 5, 3], (n, t, d) => neighbour(n!, t! - 1, d!) - neighbour(n!, t! + 1, d!) * t!))).toBe(30);
});

test("a position stands in an index equation, and so does a whole number of a tensor", () => {
  const body = "scan t in 5 {\n k = argmax(x[0, t], axis: -1)\n s[n] = sum[d] x[n, t, d] * x[n, t, d]\n p[n] = x[n, t, k]\n yield s + p\n}";
  const found = valued(body, { real: { x } });
  const largest = (t: number): number => [0, 1, 2].reduce((best, d) => (at(x, 0, t, d) > at(x, 0, t, best) ? d : best), 0);
  expect(close(found, from([2, 5], (n, t) => [0, 1, 2].reduce((sum, d) => sum + at(x, n!, t!, d) ** 2, 0) + at(x, n!, t!, largest(t!))))).toBe(10);
});

test("the length of a scan is required to be one at least", () => {
  const { modules } = check({ name: "m.nnet", text: "model M {\n input x: [N, T, 3]\n output y = scan t in T - 2 {\n yield x[:, t + 1]\n }\n}\n" }, { load: () => undefined });
  expect(modules[0]!.requirements.map(({ kind, size, why }) => `${kind} ${size}: ${why}`)).toEqual(["at-least T: the scan over T - 2"]);
});
