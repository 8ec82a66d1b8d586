import { expect, test } from "vitest";
import type { Node } from "../../src/graph/graph.ts";
import type { Kernel } from "../../src/kernel/kernel.ts";
import { walkStatements } from "../../src/kernel/visit.ts";
import type { Plan } from "../../src/schedule/plan.ts";
import { expectAgreement, moduleOf, N, Net } from "./support.ts";

const sum = (net: Net, x: Node, axes: readonly number[] = [0]): Node => net.op("reduce_sum", [x], { axes });
const planOf = (net: Net): Plan => expectAgreement(moduleOf(net.graph("predict")), { N: 6 });
const kernelsOf = (net: Net): readonly Kernel[] => planOf(net).kernels;
const stepsOf = (net: Net): number => planOf(net).programs[0]!.steps.length;

/** Loops that assign to so many variables in their own body. */
function sumsPerLoop(kernel: Kernel): readonly number[] {
  const counts: number[] = [];
  walkStatements(kernel.body, (s) => {
    const sums = s.kind === "for" ? s.body.filter((inner) => inner.kind === "assign").length : 0;
    if (sums > 0) counts.push(sums);
  });
  return counts;
}

test("sums over the same elements are one loop with several accumulators", () => {
  const net = new Net();
  const [x, y] = [net.input("x", [N, 5]), net.input("y", [N, 5])];
  net.result("a", sum(net, x));
  net.result("b", sum(net, net.op("mul", [x, y])));
  net.result("c", net.op("reduce_max", [x], { axes: [0] }));
  const kernels = kernelsOf(net);
  expect(kernels).toHaveLength(1);
  expect(sumsPerLoop(kernels[0]!)).toContain(3);
});

test("a logarithm of a sum of exponentials and a sum share their loop: cross-entropy reads its logits once", () => {
  const net = new Net();
  const [x, y] = [net.input("x", [N, 5]), net.input("y", [N, 5])];
  net.result("loss", net.op("sub", [net.op("reduce_logsumexp", [x], { axes: [1] }), sum(net, net.op("mul", [x, y]), [1])]));
  expect(kernelsOf(net)).toHaveLength(1);
});

test("what is computed from the sums follows in the same kernel", () => {
  const net = new Net();
  const [x, y] = [net.input("x", [N, 5]), net.input("y", [N, 5])];
  net.result("ratio", net.op("div", [sum(net, net.op("mul", [x, y])), net.op("exp", [sum(net, x)])]));
  expect(kernelsOf(net)).toHaveLength(1);
});

test("a sum that reads another, as a variance reads the mean, comes after it", () => {
  const net = new Net();
  const x = net.input("x", [N, 5]);
  const total = sum(net, x);
  net.result("total", total);
  net.result("moved", sum(net, net.op("exp", [net.op("sub", [x, net.broadcast(total, [N, 5], [1])])])));
  expect(kernelsOf(net)).toHaveLength(2);
});

test("sums with other loops, other shapes or nothing in common stay apart", () => {
  const net = new Net();
  const [x, y] = [net.input("x", [N, 5, 5]), net.input("y", [N, 5, 5])];
  net.result("a", sum(net, x, [0, 1]));
  net.result("b", sum(net, x, [0]));
  net.result("c", sum(net, y, [0, 1]));
  expect(stepsOf(net)).toBe(3);
});

test("products that share an operand stay apart: their tiles need the registers", () => {
  const net = new Net();
  const x = net.input("x", [N, 8]);
  for (const name of ["u", "v"]) net.result(name, net.op("dot", [x, net.read(`${name}.W`, [8, 8])], { leftBatch: [], rightBatch: [], leftContract: [1], rightContract: [0] }));
  expect(stepsOf(net)).toBe(2);
});

test("no more sums share a kernel than leave registers for tiles", () => {
  const net = new Net();
  const x = net.input("x", [N, 5]);
  for (let i = 0; i < 6; i += 1) net.result(`r${i}`, sum(net, net.op("add", [x, net.number(i, x)])));
  expect(stepsOf(net)).toBe(2);
});
