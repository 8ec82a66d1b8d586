import { describe, expect, test } from "vitest";
import { ModelError } from "../../src/runtime/error.ts";
import { areFinite, copyReals } from "../../src/runtime/inputs.ts";

function refusal(run: () => void): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ModelError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "nothing";
}

describe("inputs of reals", () => {
  test("arrays of every kind are copied, and what lies behind stays", () => {
    const numbers = [1.5, -2, 0, 3e38, 1e-45, 6];
    for (const from of [numbers, Float32Array.from(numbers), Float64Array.from(numbers)]) {
      const to = new Float32Array(8).fill(9);
      copyReals("x", "[6]", from, to, 6, areFinite);
      expect([...to]).toEqual([...Float32Array.from(numbers), 9, 9]);
    }
  });

  test("a number that is not finite is found wherever it is", () => {
    for (let length = 1; length <= 9; length++)
      for (let at = 0; at < length; at++)
        for (const value of [NaN, Infinity, -Infinity]) {
          const numbers = Array.from({ length }, (_, i) => (i === at ? value : i - 4));
          for (const from of [numbers, Float32Array.from(numbers)]) {
            const message = refusal(() => copyReals("x", "[N]", from, new Float32Array(12), length, areFinite));
            expect(message).toBe(`bad-value: input \`x\` at position ${at} is ${value}; it must be a finite number`);
          }
        }
  });

  test("two infinities do not hide each other", () => {
    expect(refusal(() => copyReals("x", "[2]", Float32Array.of(Infinity, -Infinity), new Float32Array(2), 2, areFinite))).toContain("position 0 is Infinity");
  });

  test("numbers that 32 bits cannot hold, and what is no number, are refused", () => {
    expect(refusal(() => copyReals("x", "[1]", [1e39], new Float32Array(1), 1, areFinite))).toContain("position 0 is 1e+39");
    const text: unknown = ["5"];
    expect(refusal(() => copyReals("x", "[1]", text as number[], new Float32Array(1), 1, areFinite))).toContain("must be a finite number");
  });
});
