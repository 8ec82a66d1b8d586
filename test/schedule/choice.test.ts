import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { targets } from "../../src/emit/targets.ts";
import { type Choice, counted, type LayoutChoice } from "../../src/schedule/choice.ts";

const workload = (name: string) => ({ name: `${name}.nnet`, text: readFileSync(new URL(`../../bench/workloads/${name}.nnet`, import.meta.url), "utf8") });

test.each(["mlp", "lenet"])("%s: choices are told for every kernel, the cheapest is taken, and its terms add up to its cost", (name) => {
  for (const target of targets.values()) {
    const told = new Map<string, readonly Choice[]>();
    const traced = compile(workload(name), { load: () => undefined, target, scheduleTrace: { layout: () => {}, kernel: (kernel, choices) => void told.set(kernel.name, choices) } });
    const { plans } = compile(workload(name), { load: () => undefined, target });
    expect(traced.plans[0]!.kernels).toEqual(plans[0]!.kernels);
    expect([...told.keys()]).toEqual(plans[0]!.kernels.map((kernel) => kernel.name));
    const tiles = [...told.values()].flat().filter((choice) => choice.kind === "tile");
    if (target.machine.grid) continue;
    expect(tiles.length).toBeGreaterThan(5);
    for (const { chosen, others } of tiles) {
      const { arithmetic, reads, overhead, spills, combining, waiting, results, left, total } = chosen.cost;
      expect(Math.max(arithmetic + reads + overhead + spills + combining, waiting) / results + left).toBeCloseTo(total, 9);
      // What is not one by one must gain something.
      const isPlain = !chosen.tile.lanes && chosen.tile.along.length === 0 && chosen.tile.split === 1;
      for (const other of others) expect(counted(other)).toBeGreaterThanOrEqual(counted(chosen) * (isPlain ? 0.8 : 1));
    }
    // Some kernel is better off with a tile.
    expect(tiles.some(({ chosen }) => chosen.tile.along.length > 0)).toBe(true);
  }
});

test("the layouts that LeNet's step takes are told with what they save, and change nothing by being told", () => {
  const told: LayoutChoice[] = [];
  const target = targets.get("wasm")!;
  const options = { load: () => undefined, target, sizes: { N: 64 } };
  const traced = compile(workload("lenet"), { ...options, scheduleTrace: { kernel: () => {}, layout: (program, choice) => void (program === "train" && told.push(choice)) } });
  expect(traced.plans[0]!.kernels).toEqual(compile(workload("lenet"), options).plans[0]!.kernels);
  const turned = told.filter((choice) => choice.kind === "turned");
  expect(turned.length).toBeGreaterThan(0);
  for (const { values, before, after } of turned) {
    expect(after).toBeLessThan(before);
    for (const { node, order } of values) expect(order.toSorted((a, b) => a - b)).toEqual(node.type.shape.map((_, axis) => axis));
  }
});
