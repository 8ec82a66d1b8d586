import { expect, test } from "vitest";
import { delinear, k, linear } from "../../src/kernel/build.ts";
import { printExpression } from "../../src/kernel/print.ts";
import type { Expression } from "../../src/kernel/kernel.ts";
import { Size } from "../../src/types/size.ts";

const i = k.local("i", "i32");
const j = k.local("j", "i32");
const x = k.local("x", "f32");
const n = Size.symbol("N");
const b = k.local("b", "bool");

test("constants, sizes and identities are simplified", () => {
  const cases: readonly [Expression, string][] = [
    [k.add(i, k.int(0)), "i"],
    [k.mul(i, k.int(1)), "i"],
    [k.mul(i, k.int(0)), "0"],
    [k.add(k.add(i, k.int(2)), k.int(3)), "i + 5"],
    [k.add(k.sub(i, k.int(2)), k.int(2)), "i"],
    [k.sub(i, k.int(3)), "i - 3"],
    [k.mul(k.add(i, k.int(2)), k.int(5)), "i * 5 + 10"],
    [k.mul(k.size(n), k.int(4)), "4*N"],
    [k.max(k.size(n), k.int(1)), "N"],
    [k.min(k.int(2), k.int(3)), "2"],
    [k.div(k.mul(i, k.int(6)), k.int(3)), "i * 2"],
    [k.mod(k.mul(i, k.int(6)), k.int(3)), "0"],
    [k.div(k.int(-7), k.int(2)), "-4"],
    [k.mod(k.int(-7), k.int(3)), "2"],
    [k.ge(k.size(n), k.int(1)), "true"],
    [k.and(k.bool(true), b), "b"],
    [k.or(k.bool(true), b), "true"],
    [k.not(k.not(b)), "b"],
    [k.neg(k.neg(x)), "x"],
    [k.select(k.bool(false), i, j), "j"],
    [k.select(b, i, i), "i"],
    [k.convert(k.const(-2.5), "i32"), "-2"],
    [k.convert(x, "bool"), "x != 0"],
    [k.mul(x, k.const(1)), "x"],
    // The sign of -0 would be lost.
    [k.add(x, k.const(0)), "x + 0"],
    [k.sub(x, k.const(0)), "x"],
  ];
  for (const [expression, text] of cases) expect(printExpression(expression)).toBe(text);
});

test("row-major places and back", () => {
  expect(printExpression(linear([i, j], [n, 7]))).toBe("i * 7 + j");
  expect(printExpression(linear([k.int(0), j], [1, 7]))).toBe("j");
  expect(delinear(i, [n, 7]).map((e) => printExpression(e))).toEqual(["i / 7", "i % 7"]);
  expect(delinear(i, [1, 7]).map((e) => printExpression(e))).toEqual(["0", "i"]);
  expect(delinear(k.int(23), [2, 3, 4]).map((e) => printExpression(e))).toEqual(["1", "2", "3"]);
});

test("parentheses are printed where they are needed only", () => {
  expect(printExpression(k.sub(i, k.sub(j, i)))).toBe("i - (j - i)");
  expect(printExpression(k.mul(k.add(x, x), k.neg(x)))).toBe("(x + x) * -x");
});
