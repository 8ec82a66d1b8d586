import { expect, test } from "vitest";
import * as reference from "../../src/kernel/erf.ts";
import { intrinsics } from "../../src/kernel/intrinsics.ts";
import { floorMod, roundEven } from "../../src/runtime/arithmetic.ts";
import { erf } from "../../src/runtime/erf.ts";

test("erf is within 1e-10 of the reference everywhere", () => {
  let worst = 0;
  let cases = 0;
  for (let x = -7; x <= 7; x += 1 / 512) {
    if (x === 0) continue;
    worst = Math.max(worst, Math.abs(erf(x) / reference.erf(x) - 1));
    cases++;
  }
  expect(cases).toBeGreaterThan(7000);
  expect(worst).toBeLessThan(1e-10);
  expect([erf(0), erf(Infinity), erf(-Infinity), erf(NaN)]).toEqual([0, 1, -1, NaN]);
});

test("floorMod has the sign of the divisor", () => {
  expect([floorMod(7, 3), floorMod(-7, 3), floorMod(7, -3), floorMod(-7, -3), floorMod(6, -3), floorMod(-0.5, 2)]).toEqual([1, 2, -2, -1, 0, 1.5]);
});

test("roundEven rounds halves to the even neighbour", () => {
  const values = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.49, -3.51, 2 ** 52 + 1, NaN, Infinity, -Infinity, 0.49999999999999994];
  for (const x of values) expect(roundEven(x) + 0).toBe(intrinsics.round(x) + 0);
});
