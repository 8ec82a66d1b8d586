import { expect, test } from "vitest";
import { at, checked, close, from, noise, range, total, valued, values } from "./support.ts";

const mean = (x: readonly number[]): number => total(x) / x.length;

test("pools over sequences and volumes", () => {
  const s = noise([2, 6, 3], 1);
  const v = noise([1, 2, 4, 2, 2], 2);
  expect(close(checked("x |> avg_pool(2)", { real: { x: s } }), from([2, 3, 3], (n, t, c) => mean([0, 1].map((j) => at(s, n!, 2 * t! + j, c!)))))).toBe(18);
  expect(close(checked("x |> max_pool(3)", { real: { x: s } }), from([2, 2, 3], (n, t, c) => Math.max(...range(3).map((j) => at(s, n!, 3 * t! + j, c!)))))).toBe(12);
  const cube = range(8).map((i) => [i >> 2, (i >> 1) & 1, i & 1] as const);
  expect(close(checked("x |> avg_pool(2)", { real: { x: v } }), from([1, 1, 2, 1, 2], (n, d, h, w, c) => mean(cube.map(([i, j, k]) => at(v, n!, 2 * d! + i, 2 * h! + j, 2 * w! + k, c!)))))).toBe(4);
});

test.each([1, 2, 3])("global pools over %i axes", (axes) => {
  const shape = [2, ...[3, 2, 4].slice(0, axes), 2];
  const x = noise(shape, 3);
  const places = x.data.length / 4;
  const of = (n: number, c: number): number[] => range(places).map((p) => x.data[(n * places + p) * 2 + c]!);
  expect(close(checked("global_avg_pool(x)", { real: { x } }), from([2, 2], (n, c) => mean(of(n!, c!))))).toBe(4);
  expect(close(checked("global_max_pool(x)", { real: { x } }), from([2, 2], (n, c) => Math.max(...of(n!, c!))))).toBe(4);
});

test.each([[1, 1], [2, 3], [3, 2], [5, 4], [7, 9]])("adaptive_avg_pool to %i x %i", (rows, columns) => {
  const x = noise([2, 7, 5, 2], 4);
  const bin = (i: number, parts: number, n: number): number[] => range(n).filter((a) => a >= Math.floor((i * n) / parts) && a < Math.ceil(((i + 1) * n) / parts));
  const expected = from([2, rows, columns, 2], (n, i, j, c) => mean(bin(i!, rows, 7).flatMap((a) => bin(j!, columns, 5).map((b) => at(x, n!, a, b, c!)))));
  expect(close(checked(`x |> adaptive_avg_pool(${rows}, ${columns})`, { real: { x } }), expected)).toBe(4 * rows * columns);
});

const box = values([2, 2, 4], [0.3, 0.4, 4.2, 5.1, 2.2, 1.7, 3.9, 2.4, -4.6, 0.1, 7.3, 6.2, 1.1, 3.4, 1.3, 3.6]);

test("roi_align is the mean of bilinear samples, and differentiable by the boxes", () => {
  const x = noise([2, 6, 7, 2], 5);
  const pixel = (p: number, n: number): number => Math.min(Math.max(p, 0), n - 1);
  const sample = (n: number, y: number, v: number, c: number): number => {
    if (y < -1 || y > 6 || v < -1 || v > 7) return 0;
    const [p, q] = [pixel(y, 6), pixel(v, 7)];
    const [i, j] = [Math.min(Math.floor(p), 5), Math.min(Math.floor(q), 6)];
    const [k, l] = [Math.min(i + 1, 5), Math.min(j + 1, 6)];
    return (1 - p + i) * ((1 - q + j) * at(x, n, i, j, c) + (q - j) * at(x, n, i, l, c)) + (p - i) * ((1 - q + j) * at(x, n, k, j, c) + (q - j) * at(x, n, k, l, c));
  };
  const points = (low: number, high: number, i: number): number[] => [0.5, 1.5].map((s) => low + ((i + s / 2) * Math.max(high - low, 1)) / 3);
  const expected = from([2, 2, 3, 3, 2], (n, r, i, j, c) => {
    const [x0, y0, x1, y1] = range(4).map((k) => at(box, n!, r!, k)) as [number, number, number, number];
    return mean(points(y0, y1, i!).flatMap((y) => points(x0, x1, j!).map((v) => sample(n!, y, v, c!))));
  });
  expect(close(checked("roi_align(3)(x, box)", { real: { x, box } }), expected)).toBe(72);
});

test("roi_max is Fast R-CNN's pooling; empty bins are 0", () => {
  const x = noise([2, 6, 7, 2], 6);
  const inside = (low: number, high: number, i: number, n: number): number[] => {
    const [a, count] = [Math.round(low), Math.max(Math.round(high) - Math.round(low) + 1, 1)];
    return range(n).filter((p) => p >= a + Math.floor((i * count) / 3) && p < a + Math.ceil(((i + 1) * count) / 3));
  };
  const expected = from([2, 2, 3, 3, 2], (n, r, i, j, c) => {
    const [x0, y0, x1, y1] = range(4).map((k) => at(box, n!, r!, k)) as [number, number, number, number];
    const found = inside(y0, y1, i!, 6).flatMap((a) => inside(x0, x1, j!, 7).map((b) => at(x, n!, a, b, c!)));
    return found.length === 0 ? 0 : Math.max(...found);
  });
  const found = checked("roi_max(3)(x, box)", { real: { x }, inputs: { box: { type: "[2, 2, 4]", value: box } } });
  expect(close(found, expected)).toBe(72);
  expect([...expected.data].filter((v) => v === 0).length).toBeGreaterThan(0);
  expect(valued("roi_max(1)(x, box)", { real: { x }, inputs: { box: { type: "[2, 2, 4]", value: box } } }).shape).toEqual([2, 2, 1, 1, 2]);
});
