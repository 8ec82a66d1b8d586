import { expect, test } from "vitest";
import { schedule } from "../../src/schedule/schedule.ts";
import { randomProgram } from "./random-graph.ts";
import { disagreement, hasLanes, machines, moduleOf } from "./support.ts";

test("random programs give the same numbers when scheduled", () => {
  let checked = 0;
  let updates = 0;
  let lanes = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const graph = randomProgram(seed).graph();
    const module = moduleOf(graph);
    for (const machine of machines) {
      const plan = schedule(module, machine);
      for (const n of [1, 2, 9]) {
        expect(disagreement(module, graph, { N: n }, plan, seed), `seed ${seed}, N = ${n}, ${machine.lanes} lanes`).toBeUndefined();
        checked += 1;
      }
      lanes += plan.kernels.filter(hasLanes).length;
    }
    updates += graph.updates.length;
  }
  expect(checked).toBe(900 * machines.length);
  expect(lanes).toBeGreaterThan(200);
  expect(updates).toBeGreaterThan(50);
});
