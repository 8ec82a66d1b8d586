import { expect, test } from "vitest";
import { chooseShape, tiledCycles } from "../../src/emit/wgsl/tile/choice.ts";
import { tileShapes } from "../../src/emit/wgsl/tile/shapes.ts";

const [large, medium, narrow] = tileShapes;

const square = (n: number): Parameters<typeof chooseShape>[0] => ({ shared: 1, rows: n, columns: n, terms: n });

/** TFLOP/s that were measured on an NVIDIA H200, whose processors run at 1.98 GHz. */
const measured = [
  [large, { 1024: 16.6, 2048: 34.1, 4096: 34.4 }],
  [medium, { 1024: 25.4, 2048: 29.7, 4096: 34 }],
  [narrow, { 1024: 24.6, 2048: 29.7, 4096: 29.9 }],
] as const;

test("the estimate is near what was measured", () => {
  for (const [shape, figures] of measured) {
    for (const [n, tflops] of Object.entries(figures)) {
      const estimate = (2 * Number(n) ** 3) / (tiledCycles(shape!, square(Number(n))) / 1.98e9) / 1e12;
      expect(Math.abs(Math.log(estimate / tflops)), `${shape!.rows}x${shape!.columns} at ${n}: ${estimate}`).toBeLessThan(Math.log(1.08));
    }
  }
});

test("products of 1024 and 2048 get the shapes that were the fastest there", () => {
  expect(chooseShape(square(1024))).toBe(medium);
  expect(chooseShape(square(2048))).toBe(large);
  expect(chooseShape(square(4096))).toBe(large);
});

test("where there are few results, threads share the terms of each; what is small in every way has no tile", () => {
  expect(chooseShape({ shared: 1, rows: 64, columns: 256, terms: 784 })?.slices).toBeGreaterThan(1);
  expect(chooseShape({ shared: 1, rows: 4, columns: 1000, terms: 1000 })).toBeUndefined();
  expect(chooseShape({ shared: 1, rows: 1000, columns: 1000, terms: 9 })).toBeUndefined();
});
