import { expect, test } from "vitest";
import type { Quantities } from "../../src/runtime/model.ts";
import { batchFor } from "./batches.ts";
import { computingGpu, whereMissing } from "./gpu.ts";
import { createModel, planOf } from "./models.ts";

const gpu = await computingGpu();

interface Case {
  readonly file: string;
  readonly sizes: Readonly<Record<string, number>>;
}

const cases: readonly Case[] = [
  // Convolutions, batch normalization, dropout, Adam, metrics of whole numbers.
  { file: "examples/digits/digits.nnet", sizes: { N: 4 } },
  // A scan, whose kernels run in loops.
  { file: "test/webgpu/recurrent.nnet", sizes: { N: 3, T: 5 } },
  { file: "test/webgpu/attention.nnet", sizes: { N: 2, T: 3 } },
];

function numbersOf(value: Quantities[string]): number[] {
  return typeof value === "number" ? [value] : [...value];
}

test.skipIf(!gpu).each(cases)(`$file trains as it does on the processor (${whereMissing})`, async ({ file, sizes }) => {
  const [here, there] = [planOf(file, "ts"), planOf(file, "wgsl")];
  const expected = await createModel(here, "ts", { ...sizes, seed: 3 });
  const model = await createModel(there, "wgsl", { ...sizes, seed: 3, gpu });
  let compared = 0;
  for (let step = 0; step < 5; step++) {
    const batch = batchFor(here, "train", sizes, step);
    const [want, got] = [await expected.train(batch, { sizes }), await model.train(batch, { sizes })];
    for (const name of Object.keys(want)) {
      const [a, b] = [numbersOf(want[name]!), numbersOf(got[name]!)];
      expect(b.length).toBe(a.length);
      a.forEach((value, i) => expect(Math.abs(b[i]! - value), `${name} of step ${step}`).toBeLessThan(1e-4 * Math.max(1, Math.abs(value))));
      compared += a.length;
    }
  }
  expect(compared).toBeGreaterThanOrEqual(5);
  expect(model.step).toBe(5);

  // A file goes from one to the other and back.
  const file0 = await model.save();
  expected.load(file0);
  expect(await expected.save()).toEqual(file0);
  const batch = batchFor(here, "train", sizes, 5);
  const [want, got] = [await expected.train(batch, { sizes }), await model.train(batch, { sizes })];
  for (const name of Object.keys(want)) expect(numbersOf(got[name]!)[0]).toBeCloseTo(numbersOf(want[name]!)[0]!, 4);
  const again = await createModel(there, "wgsl", { ...sizes, gpu });
  again.load(file0);
  expect(await again.save()).toEqual(file0);
});
