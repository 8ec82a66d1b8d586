import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { check } from "../../src/compile.ts";
import { nnc } from "./command-line.ts";
import { toTensors } from "./safetensors.ts";

/** Two numbers that pull at each other: a goes to b, b to x - a; what a step gives depends on who moved before. */
const source = (first: string, second: string): string => `model Pull {
  input x: [N]
  param a: [] ~ ones
  param b: [] ~ zeros
  loss near = (a - b)^2 + 0 * mean(x)
  loss away = (b + a - mean(x))^2
  train follow { minimize near over a using sgd(lr: 0.25) ${first} }
  train flee   { minimize away over b using sgd(lr: 0.25) ${second} }
}
data train = csv("x.csv") { x = column(0) }
`;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nnc-turns-"));
  writeFileSync(join(folder, "x.csv"), "3\n1\n4\n1\n5\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

async function trained(first: string, second: string, ...words: readonly string[]): Promise<{ a: number; b: number; stderr: string }> {
  writeFileSync(join(folder, "pull.nnet"), source(first, second));
  const { status, stderr } = await nnc(folder, "train", "pull.nnet", "--no-progress", ...words);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  const tensors = toTensors(readFileSync(join(folder, "pull.safetensors")));
  return { a: tensors["a"]![0]!, b: tensors["b"]![0]!, stderr };
}

test("phases in turn have a step each, on the same batch; otherwise one ends before the other begins", async () => {
  // All five in one batch, mean 2.8: a := a - (a - b) / 2, b := b - (b + a - 2.8) / 2.
  let [a, b] = [1, 0];
  for (let epoch = 0; epoch < 3; epoch++) {
    a -= (a - b) / 2;
    b -= (b + a - 2.8) / 2;
  }
  const turns = await trained("batch 5 epochs 3", "after follow");
  expect([turns.a, turns.b]).toEqual([expect.closeTo(a, 5), expect.closeTo(b, 5)]);
  expect(turns.stderr.match(/^follow epoch \d\/3 /gm)).toHaveLength(3);
  expect(turns.stderr).not.toContain("flee epoch");
  const apart = await trained("batch 5 epochs 3", "batch 5 epochs 3");
  expect(apart.a).toBeCloseTo(1 / 8, 5);
  expect(Math.abs(apart.a - a)).toBeGreaterThan(0.1);
});

test("a checkpoint between epochs goes on as if there had been no break, but not with other turns", async () => {
  const whole = await trained("batch 2 epochs 4 seed 5", "after follow");
  await trained("batch 2 epochs 2 seed 5", "after follow");
  const resumed = await trained("batch 2 epochs 4 seed 5", "after follow", "--resume", "pull.safetensors");
  expect([resumed.a, resumed.b]).toEqual([whole.a, whole.b]);
  writeFileSync(join(folder, "pull.nnet"), source("batch 2 epochs 4 seed 5", "batch 2 seed 5"));
  expect((await nnc(folder, "train", "pull.nnet", "--resume", "pull.safetensors")).stderr).toContain("error[checkpoint-differs]");
});

test("alone, by --phase, a phase in turn runs as any other", async () => {
  const { a, b, stderr } = await trained("batch 5 epochs 3", "after follow", "--phase", "flee");
  expect([a, b]).toEqual([1, expect.closeTo(1.8 * (1 - 1 / 8), 5)]);
  expect(stderr.match(/^flee epoch \d\/3 /gm)).toHaveLength(3);
});

test("what a phase in turn takes from the other", () => {
  const { modules, diagnostics } = check({ name: "pull.nnet", text: source("batch 7 epochs 3 seed 9", "after follow") }, { load: () => undefined });
  expect(diagnostics).toEqual([]);
  expect(modules[0]!.phases.map(({ name, batch, epochs, seed, after }) => [name, batch, epochs, seed, after])).toEqual([["follow", 7, 3, 9, undefined], ["flee", 7, 3, 9, "follow"]]);
});
