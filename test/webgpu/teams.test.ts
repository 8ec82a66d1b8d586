import { expect, test } from "vitest";
import type { Net } from "../schedule/support.ts";
import { compareRandom } from "./compare.ts";
import { computingGpu, whereMissing } from "./gpu.ts";

const gpu = await computingGpu();

/** Sums of more terms than a team has threads, in numbers that it does not divide. */
const cases: Readonly<Record<string, (net: Net) => void>> = {
  "sums along rows": (net) => net.result("y", net.op("reduce_sum", [net.input("x", [3, 301])], { axes: [1] })),
  "sums along columns": (net) => net.result("y", net.op("reduce_sum", [net.input("x", [301, 3])], { axes: [0] })),
  "sums along rows of whole vectors": (net) => net.result("y", net.op("reduce_sum", [net.input("x", [3, 324])], { axes: [1] })),
  "sums along rows and further, of whole vectors": (net) => net.result("y", net.op("reduce_sum", [net.op("mul", [net.input("x", [7, 3, 68]), net.broadcast(net.input("w", [68]), [7, 3, 68], [2])])], { axes: [0, 2] })),
  "one sum of all": (net) => net.result("y", net.op("reduce_sum", [net.input("x", [7, 5, 11])], { axes: [0, 1, 2] })),
  "the largest and the smallest": (net) => {
    const x = net.input("x", [2, 300]);
    net.result("most", net.op("reduce_max", [x], { axes: [1] }));
    net.result("least", net.op("reduce_min", [x], { axes: [1] }));
  },
  // Of factors near 1, whose product is neither 0 nor endless.
  "products": (net) => {
    const x = net.input("x", [4, 130]);
    net.result("y", net.op("reduce_prod", [net.op("add", [net.op("mul", [x, net.number(0.1, x)]), net.number(1, x)])], { axes: [1] }));
  },
  "a sum, and what is made of it": (net) => {
    const x = net.input("x", [2, 200]);
    net.result("y", net.op("tanh", [net.op("reduce_sum", [net.op("mul", [x, x])], { axes: [1] })]));
  },
  "sums of whole numbers": (net) => net.result("y", net.op("reduce_sum", [net.input("x", [3, 400], "i32", 9)], { axes: [1] })),
};

test.skipIf(!gpu).each(Object.entries(cases))(`a team computes %s (${whereMissing})`, async (_, build) => {
  const { error, text } = await compareRandom(build, gpu!);
  expect(text).toMatch(/= team_(add|mul|min|max)_(f32|i32)\(lane, /);
  expect(error).toBeLessThan(1e-5);
});

test.skipIf(!gpu)(`each thread takes four terms that lie side by side, and one where they do not (${whereMissing})`, async () => {
  const sums = async (shape: readonly number[], axes: readonly number[]): Promise<string> => (await compareRandom((net) => net.result("y", net.op("reduce_sum", [net.input("x", shape)], { axes })), gpu!)).text;
  expect(await sums([3, 324], [1])).toContain("x: array<vec4f>");
  expect(await sums([3, 323], [1])).toContain("x: array<f32>");
  expect(await sums([324, 3], [0])).toContain("x: array<f32>");
});
