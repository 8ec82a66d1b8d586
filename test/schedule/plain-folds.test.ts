import { expect, test } from "vitest";
import { interpret } from "../../src/interpret/interpret.ts";
import { walkBody, walkStatements } from "../../src/kernel/visit.ts";
import { evaluatePlan } from "../../src/schedule/evaluate.ts";
import type { Machine } from "../../src/schedule/machine.ts";
import { schedule } from "../../src/schedule/schedule.ts";
import { expectAgreement, hasLanes, machines, moduleOf, N, Net } from "./support.ts";

const four: Machine = { lanes: 4, registers: 16 };

function sums(width: number): ReturnType<typeof moduleOf> {
  const s = new Net();
  s.result("y", s.op("reduce_logsumexp", [s.input("x", [N, width])], { axes: [1] }));
  return moduleOf(s.graph());
}

test("where there are lanes, the logarithm of a sum of exponentials is a maximum and a sum, read side by side", () => {
  const { kernels } = schedule(sums(64), four);
  expect(kernels.length).toBe(2);
  expect(kernels.every(hasLanes)).toBe(true);
  let functions = 0;
  for (const { body } of kernels) walkStatements(body, (s) => void (s.kind === "assign" && walkBody([s], (e) => void (functions += Number(e.kind === "call")))));
  // One function for each of four accumulators: none for a choice that is not taken.
  expect(functions).toBe(4);
  expect(schedule(sums(64), machines[0]).kernels.length).toBe(1);
});

test.each([1, 2, 3, 4, 5, 10, 64, 65, 131])("sums of %d exponentials are the same on every machine", (width) => {
  for (const machine of machines) for (const n of [1, 5]) expectAgreement(sums(width), { N: n }, schedule(sums(width), machine));
});

test("a sum of exponentials has no overflow, and infinities stay", () => {
  const rows = [
    [-Infinity, -Infinity, -Infinity, -Infinity],
    [1, Infinity, -Infinity, 2],
    [Infinity, Infinity, 1, 1],
    [-Infinity, 3, 3, -Infinity],
    [1e5, 1e5, 0, 0],
    [-1e5, -1e5, -1e5, -1e5],
    [NaN, 1, 2, 3],
  ];
  const module = sums(4);
  const x = { shape: [rows.length, 4], data: Float64Array.from(rows.flat()) };
  const given = { inputs: { x }, storages: {}, sizes: { N: rows.length } };
  const expected = [-Infinity, Infinity, Infinity, 3 + Math.log(2), 1e5 + Math.log(2), -1e5 + Math.log(4), NaN];
  const close = (values: ArrayLike<number>): void => expected.forEach((y, i) => (Number.isFinite(y) ? expect(values[i]).toBeCloseTo(y, 9) : expect(values[i]).toBe(y)));
  close(interpret(module.programs[0]!, given).results.get("y")!.data);
  for (const machine of machines) close(evaluatePlan(schedule(module, machine), "train", given).results.get("y")!.data);
});
