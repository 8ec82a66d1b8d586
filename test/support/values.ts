import type { NdArray, SampleValues } from "../../src/ops/op.ts";
import type { Random } from "./random.ts";

/** An array for a case of an op: numbers from the interval, the set or the kind that the sample asks for. */
export function sampleValues(kind: SampleValues, shape: readonly number[], random: Random): NdArray {
  const length = shape.reduce((a, b) => a * b, 1);
  return { shape, data: Float64Array.from(numbers(kind, length, random)) };
}

function numbers(kind: SampleValues, length: number, random: Random): readonly number[] {
  const many = (draw: () => number): number[] => Array.from({ length }, draw);
  switch (kind.kind) {
    case "real":
      return many(() => random.between(kind.low, kind.high));
    case "int":
      return many(() => random.whole(kind.low, kind.high));
    case "bool":
      return many(() => random.whole(0, 1));
    case "distinct":
      return random.shuffled(Array.from({ length }, (_, i) => (i - length / 2 + 0.3 * random.next()) * kind.gap * 1.5));
  }
}

/** The largest difference of two arrays, relative where numbers are larger than 1; two NaN or equal infinities agree. */
export function difference(a: NdArray, b: NdArray): number {
  if (a.data.length !== b.data.length) return Number.POSITIVE_INFINITY;
  let worst = 0;
  a.data.forEach((x, i) => {
    const y = b.data[i]!;
    if (Object.is(x, y) || x === y) return;
    const distance = Math.abs(x - y) / Math.max(1, Math.abs(x), Math.abs(y));
    worst = Math.max(worst, Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance);
  });
  return worst;
}
