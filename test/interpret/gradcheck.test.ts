import { expect, test } from "vitest";
import { derivative, resolution } from "../../src/interpret/differences.ts";
import { numbers } from "../../src/interpret/numbers.ts";

const slope = (f: (x: number) => number, x: number) => derivative(f, x, f(x), 1);

test("smooth functions: within 1e-9 of the derivative", () => {
  const cases: [(x: number) => number, (x: number) => number][] = [
    [Math.exp, Math.exp],
    [Math.sin, Math.cos],
    [(x) => x ** 3, (x) => 3 * x * x],
    [(x) => Math.log(1 + Math.exp(x)), (x) => 1 / (1 + Math.exp(-x))],
  ];
  const random = numbers(1);
  for (const [f, df] of cases) {
    for (let i = 0; i < 50; i++) {
      const x = 2 * random.normal();
      const found = slope(f, x);
      expect(found.kind).toBe("smooth");
      if (found.kind === "smooth") expect(Math.abs(found.value - df(x))).toBeLessThan(1e-9 * Math.max(1, Math.abs(df(x))));
    }
  }
});

test("kinks at and near the point are found; far ones do not matter", () => {
  const relu = (x: number) => Math.max(0, x) + Math.sin(x);
  for (const x of [0, 1e-8, -3e-7, 5e-7]) expect(slope(relu, x).kind, String(x)).toBe("kink");
  for (const x of [0.1, -0.1, 1e-3, 3e-5]) expect(slope(relu, x).kind, String(x)).toBe("smooth");
  expect(slope((x) => Math.abs(x), 0).kind).toBe("kink");
});

test("rounding is not taken for a kink", () => {
  const rough = (x: number) => 1e6 + Math.sin(x);
  expect(derivative(rough, 1, rough(1), 1).kind).toBe("smooth");
  expect(resolution(1)).toBeLessThan(1e-10);
});

test("the numbers are seeded, uniform and normal", () => {
  const draw = (seed: number) => Array.from({ length: 5 }, ((random) => () => random.uniform())(numbers(seed)));
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
  const random = numbers(3);
  const normals = Array.from({ length: 20_000 }, () => random.normal());
  const mean = normals.reduce((a, b) => a + b) / normals.length;
  const variance = normals.reduce((a, b) => a + (b - mean) ** 2, 0) / normals.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.05);
});
