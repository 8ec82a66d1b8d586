import { expect, test } from "vitest";
import type { Plan } from "../../src/schedule/plan.ts";
import { Size } from "../../src/types/size.ts";
import { expectAgreement, moduleOf, N, Net } from "./support.ts";

const steps = (plan: Plan): number => plan.programs[0]!.steps.length;
const check = (net: Net, n = 3): Plan => expectAgreement(moduleOf(net.graph("predict")), { N: n });

test("chains of views are read through: one kernel", () => {
  const net = new Net();
  const x = net.input("x", [N, 6]);
  const turned = net.op("transpose", [x], { permutation: [1, 0] });
  const cut = net.op("slice", [turned], { start: [1, 0], limit: [6, N], stride: [2, 1] });
  const back = net.op("reverse", [cut], { axes: [0] });
  const wide = net.broadcast(back, [2, 3, N], [1, 2]);
  net.result("y", net.op("tanh", [wide]));
  const plan = check(net);
  expect(steps(plan)).toBe(1);
  expect(plan.slots).toHaveLength(1);
});

test("a pad and a concatenation are read where they are used once", () => {
  const net = new Net();
  const x = net.input("x", [N, 3]);
  const padded = net.op("pad", [net.op("exp", [x]), net.number(0)], { low: [0, 1], high: [0, 2], interior: [0, 0] });
  const joined = net.op("concat", [padded, x], { axis: 1 });
  net.result("y", net.op("reduce_sum", [joined], { axes: [1] }));
  expect(steps(check(net))).toBe(1);
});

test("a reshape of a computed value shares its memory", () => {
  const net = new Net();
  const x = net.input("x", [N, 2, 6]);
  const flat = net.op("reshape", [net.op("exp", [x])], { shape: [N, 12] });
  const w = net.read("w", [12, 5]);
  net.result("y", net.op("dot", [flat, w], { leftBatch: [], rightBatch: [], leftContract: [1], rightContract: [0] }));
  const plan = check(net);
  expect(steps(plan)).toBe(2);
  expect(plan.slots).toHaveLength(2);
});

test("a reshape of a view is a copy", () => {
  const net = new Net();
  const x = net.input("x", [4, 6]);
  const turned = net.op("transpose", [x], { permutation: [1, 0] });
  net.result("y", net.op("exp", [net.op("reshape", [turned], { shape: [8, 3] })]));
  check(net);
});

test("what follows a product is computed with it; what feeds one is not computed again and again", () => {
  const net = new Net();
  const x = net.input("x", [N, 8]);
  const hidden = net.relu(net.dense(net.op("exp", [x]), net.read("W", [8, 7]), net.read("b", [7])));
  net.result("y", net.op("tanh", [hidden]));
  const plan = check(net, 5);
  expect(steps(plan)).toBe(2);
});

test("nor is what feeds a product that exists for long sequences only", () => {
  const net = new Net();
  const L = Size.symbol("L");
  const late = net.op("slice", [net.input("x", [N, L, 4])], { start: [0, 100, 0], limit: [N, L, 4], stride: [1, 1, 1] });
  net.result("y", net.op("dot", [late, net.op("exp", [net.read("W", [4, 7])])], { leftBatch: [], rightBatch: [], leftContract: [2], rightContract: [0] }));
  expect(steps(expectAgreement(moduleOf(net.graph("predict")), { N: 2, L: 103 }))).toBe(2);
});

test("a value between two that would share a kernel keeps them apart", () => {
  const net = new Net();
  const x = net.input("x", [N, 4]);
  const y = net.op("exp", [x]);
  const total = net.op("reduce_sum", [y], { axes: [0, 1] });
  net.result("y", net.op("div", [y, net.broadcast(total, [N, 4], [])]));
  net.result("kept", y);
  expect(steps(check(net))).toBe(3);
});

test("scatters: fill, then add", () => {
  const net = new Net();
  const indices = net.input("i", [N, 2], "i32", 5);
  const rows = net.op("scatter_add", [indices, net.op("exp", [net.input("x", [N, 2, 3])])], { axis: 0, size: 5 });
  net.result("y", net.op("mul", [rows, rows]));
  net.update("table", net.op("add", [net.read("table", [5, 3]), rows]));
  check(net, 6);
});

test("a kernel is given no memory that it turns out not to read", () => {
  const net = new Net();
  const x = net.input("x", [N, 3]);
  const other = net.op("exp", [net.input("y", [N, 3])]);
  const joined = net.op("concat", [x, other], { axis: 1 });
  const first = net.op("slice", [joined], { start: [0, 0], limit: [N, 3], stride: [1, 1] });
  net.result("sum", net.op("reduce_sum", [net.op("mul", [first, first])], { axes: [1] }));
  net.result("kept", other);
  const { programs } = check(net);
  for (const { steps: all } of programs) {
    for (const step of all) {
      if (step.kind !== "loop") for (const { name } of step.kernel.buffers) expect(JSON.stringify(step.kernel.body)).toContain(`"${name}"`);
    }
  }
});
