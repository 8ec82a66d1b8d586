import { expect, test } from "vitest";
import * as reference from "../../src/kernel/philox.ts";
import { philox4x32, philoxWords, randomNormal, randomUniform } from "../../src/runtime/philox.ts";

// Counter, key and expected words: the lines `philox4x32 10` of tests/kat_vectors of Random123,
// (c) 2010-2012, D. E. Shaw Research, BSD-3-Clause: https://github.com/DEShawResearch/random123
const knownAnswers = `
00000000 00000000 00000000 00000000 00000000 00000000   6627e8d5 e169c58d bc57ac4c 9b00dbd8
ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff   408f276d 41c83b0e a20bc7c6 6d5451fd
243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0   d16cfe09 94fdcceb 5001e420 24126ea1
`;

test("Philox4x32-10 gives the known answers of its authors", () => {
  const lines = knownAnswers.trim().split("\n");
  expect(lines.length).toBe(3);
  for (const line of lines) {
    const [c0, c1, c2, c3, k0, k1, ...words] = line.split(/\s+/).map((word) => Number.parseInt(word, 16));
    philox4x32(c0!, c1!, c2!, c3!, k0!, k1!);
    expect([...philoxWords]).toEqual(words);
  }
});

test("uniform and normal numbers are those of the kernel evaluator, bit for bit", () => {
  let cases = 0;
  for (let i = 0; i < 500; i++) {
    const place = [i * 7919, i, (i * 2654435761) % 2 ** 31, i * i] as const;
    expect(randomUniform(...place)).toBe(reference.randomUniform(...place));
    expect(randomNormal(...place)).toBe(reference.randomNormal(...place));
    cases++;
  }
  expect(cases).toBe(500);
});

test("the numbers have the moments of their distributions", () => {
  const n = 100_000;
  const moments = (draw: (i: number) => number): readonly [number, number] => {
    const values = Array.from({ length: n }, (_, i) => draw(i));
    const mean = values.reduce((a, b) => a + b) / n;
    return [mean, values.reduce((a, b) => a + (b - mean) ** 2, 0) / n];
  };
  const [uniformMean, uniformVariance] = moments((i) => randomUniform(1, 0, 5, i));
  const [normalMean, normalVariance] = moments((i) => randomNormal(1, 0, 5, i));
  // Five standard errors.
  expect(Math.abs(uniformMean - 1 / 2)).toBeLessThan(5 * Math.sqrt(1 / 12 / n));
  expect(Math.abs(uniformVariance - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / n));
  expect(Math.abs(normalMean)).toBeLessThan(5 * Math.sqrt(1 / n));
  expect(Math.abs(normalVariance - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
});
