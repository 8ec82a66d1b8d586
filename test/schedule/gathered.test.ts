import { expect, test } from "vitest";
import { schedule } from "../../src/schedule/schedule.ts";
import { expectAgreement, moduleOf, N, Net } from "./support.ts";

const grid = { lanes: 1, registers: 24, grid: true } as const;

test("on a grid, elements take what is scattered to them, in its order", () => {
  const net = new Net();
  const words = net.input("words", [N, 3], "i32", 5);
  net.result("y", net.op("scatter_add", [words, net.input("x", [N, 3, 4])], { axis: 0, size: net.read("table", [5]).type.shape[0]! }));
  const module = moduleOf(net.graph("predict"));
  expectAgreement(module, { N: 7 });
  const [kernel] = schedule(module, grid).kernels;
  expect(kernel!.buffers.map(({ access }) => access)).toEqual(["read", "read", "write"]);
  expect(kernel!.body.map((s) => s.kind === "for" && s.independent)).toEqual([true]);
});

test("where a loop finds the place first, terms are still scattered", () => {
  const net = new Net();
  const x = net.input("x", [N, 4, 4, 2]);
  net.result("y", net.op("max_pool_grad", [x, net.input("dy", [N, 2, 2, 2])], { window: [1, 2, 2, 1], stride: [1, 2, 2, 1], low: [0, 0, 0, 0], high: [0, 0, 0, 0] }));
  const module = moduleOf(net.graph("predict"));
  expectAgreement(module, { N: 2 });
  expect(schedule(module, grid).kernels[0]!.buffers.map(({ access }) => access)).toContain("read-write");
});
