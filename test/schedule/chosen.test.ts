import { expect, test } from "vitest";
import type { Node } from "../../src/graph/graph.ts";
import { walkBody } from "../../src/kernel/visit.ts";
import { withChosenOnly } from "../../src/schedule/prepare/chosen.ts";
import { schedule } from "../../src/schedule/schedule.ts";
import { expectAgreement, machines, moduleOf, N, Net } from "./support.ts";

/** w = if c then exp(x) else 0, read by a product, and what else reads exp(x). */
function chosen(others: (s: Net, condition: Node, e: Node, y: Node) => Node): ReturnType<typeof moduleOf> {
  const s = new Net();
  const [x, y] = [s.input("x", [N, 6]), s.input("y", [N, 6])];
  const condition = s.op("gt", [y, x]);
  const e = s.op("exp", [x]);
  const w = s.op("select", [condition, e, s.number(0, e)]);
  const times = (a: Node, b: Node): Node => s.op("dot", [a, b], { leftBatch: [], rightBatch: [], leftContract: [0], rightContract: [0] });
  s.result("product", times(w, y));
  s.result("other", times(others(s, condition, e, y), y));
  return moduleOf(s.graph());
}

/** How many exponentials kernels compute, and how many values of the size of x they store. */
function costs(module: ReturnType<typeof moduleOf>, machine = machines[0]): { readonly exponentials: number; readonly stored: number } {
  const { kernels } = schedule(module, machine);
  let exponentials = 0;
  for (const { body } of kernels) walkBody(body, (e) => void (exponentials += Number(e.kind === "call" && e.intrinsic === "exp")));
  return { exponentials, stored: kernels.flatMap((k) => k.buffers.filter((b) => b.access !== "read" && b.length.equals(N.mul(6)))).length };
}

const behind = chosen((s, condition, e, y) => s.op("select", [condition, s.op("tanh", [s.op("mul", [e, y])]), s.number(1, e)]));
const before = chosen((s, condition, e, y) => s.op("select", [condition, s.number(1, e), s.op("tanh", [s.op("mul", [e, y])])]));
const open = chosen((s, _, e, y) => s.op("tanh", [s.op("mul", [e, y])]));
const asCondition = chosen((s, condition, e, y) => s.op("select", [condition, s.op("select", [s.op("gt", [e, y]), y, e]), y]));

test("who reads a value only behind the mask that it is chosen by reads what was chosen", () => {
  expect(costs(behind)).toEqual({ exponentials: 1, stored: 2 });
  const [program] = behind.programs;
  const after = withChosenOnly(program!);
  const readers = after.nodes.filter((n) => n.inputs.some((input) => input.op.name === "exp"));
  expect(readers.map((n) => n.op.name)).toEqual(["select"]);
  expect(withChosenOnly(after)).toBe(after);
});

test.each([["where the mask does not hold", before], ["everywhere", open]])("who reads a value %s reads the value itself", (_, module) => {
  expect(withChosenOnly(module.programs[0]!)).toBe(module.programs[0]);
});

test.each([behind, before, open, asCondition])("values are the same with and without", (module) => {
  for (const machine of machines) expectAgreement(module, { N: 5 }, schedule(module, machine));
});
