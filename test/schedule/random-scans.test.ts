import { expect, test } from "vitest";
import { schedule } from "../../src/schedule/schedule.ts";
import { randomScan } from "./random-scan.ts";
import { disagreement, machines, moduleOf, optimized } from "./support.ts";

test("random programs with scans give the same numbers when scheduled", () => {
  let checked = 0;
  let loops = 0;
  for (let seed = 1; seed <= 150; seed++) {
    const { graph } = randomScan(seed);
    for (const program of [graph, optimized(graph)]) {
      const module = moduleOf(program);
      for (const machine of machines) {
        const lanes = schedule(module, machine);
        for (const sizes of [{ N: 2, T: 3, K: 2 }, { N: 1, T: 1, K: 4 }]) {
          expect(disagreement(module, program, sizes, lanes, seed), `seed ${seed}, ${machine.lanes} lanes`).toBeUndefined();
          checked += 1;
        }
      }
      const plan = schedule(module);
      loops += plan.programs[0]!.steps.filter((step) => step.kind === "loop").length;
    }
  }
  expect(checked).toBe(600 * machines.length);
  expect(loops).toBeGreaterThan(200);
});
