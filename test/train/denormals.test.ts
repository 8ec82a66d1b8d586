import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { targets } from "../../src/emit/targets.ts";
import { loadModule } from "../../src/train/load.ts";
import type { Target } from "../../src/emit/target.ts";
import { toTensors } from "./safetensors.ts";

const here = [...targets.values()].filter(({ device }) => device === undefined);

/** The tensors of a model after so many steps. Word 3 is in the first batch only; the labels follow from the words. */
async function trained(target: Target, optimizer: string, steps: number): Promise<ReadonlyMap<string, Float32Array>> {
  const text = `model M {
  input word: index(4)[N]
  input y: index(2)[N]
  score = word |> Embedding(4, 3) |> Dense(3) |> sigmoid |> Dense(2)
  loss l = cross_entropy(score, y)
  train { minimize l using ${optimizer} }
}
`;
  const { plans, diagnostics } = compile({ name: "m.nnet", text }, { load: () => undefined, target });
  if (!plans[0]) throw new Error(diagnostics[0]?.message);
  const model = await (await loadModule(target.emit(plans[0]))).create({ N: 4, seed: 1 });
  for (let step = 0; step < steps; step++) model.train({ word: [0, 1, 2, step === 0 ? 3 : 0], y: [0, 1, 1, 0] });
  return new Map(Object.entries(toTensors(model.save())));
}

const isDenormal = (x: number): boolean => x !== 0 && Math.abs(x) < 2 ** -126;

test.each(here.flatMap((target) => [
  [target.name, "adam(lr: 0.1, beta2: 0.95)", target] as const,
  [target.name, "momentum(lr: 0.5)", target] as const,
  [target.name, "rmsprop(lr: 0.1, beta: 0.95)", target] as const,
]))("%s: %s, trained into saturation, leaves no denormal numbers in its slots", async (_, optimizer, target) => {
  const [early, late] = [await trained(target, optimizer, 20), await trained(target, optimizer, 3000)];
  const slots = [...late.keys()].filter((name) => name.includes("/"));
  expect(slots.length).toBeGreaterThan(0);
  for (const name of slots) expect([name, [...late.get(name)!].filter(isDenormal)]).toEqual([name, []]);
  // What only decayed has come to an end; it had not at first.
  const row = (tensors: ReadonlyMap<string, Float32Array>): number[] => slots.filter((name) => name.includes("embedding")).flatMap((name) => Array.from(tensors.get(name)!.slice(-3)));
  expect(row(early).length).toBeGreaterThan(0);
  expect(row(early).every((x) => x !== 0)).toBe(true);
  expect(row(late).every((x) => x === 0)).toBe(true);
});
