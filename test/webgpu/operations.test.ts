import { expect, test } from "vitest";
import type { GpuDevice } from "../../src/runtime/gpu-types.ts";
import { k } from "../../src/kernel/build.ts";
import { ops } from "../../src/ops/all.ts";
import type { Op } from "../../src/ops/op.ts";
import { max_pool_grad } from "../../src/ops/window/max-pool.ts";
import { allCases, casesOf, type Case } from "../ops/support/cases.ts";
import { Net } from "../schedule/support.ts";
import { compare } from "./compare.ts";
import { computingGpu, whereMissing } from "./gpu.ts";

const gpu = await computingGpu();

/** What shaders compute: all operations with a lowering, but for those that only name memory. */
const cases = allCases().filter(({ op, env }) => op.lower && Object.keys(env.storages).length === 0);

async function disagreement({ builder, node, env }: Case, device: GpuDevice): Promise<number> {
  return (await compare(builder.graph("case", [{ name: "y", node }], []), env, device)).error;
}

test("there are operations to check", () => {
  expect(cases.length).toBeGreaterThan(150);
});

// exp and log may be off by 4e-6 of the result, and sums of a few such terms by a little more.
test.skipIf(!gpu)(`every operation gives on a device what its reference gives (${whereMissing})`, async () => {
  const device = await (await gpu!.requestAdapter())!.requestDevice();
  const far: string[] = [];
  for (const each of cases) {
    const error = await disagreement(each, device).catch((problem: unknown) => String(problem).slice(0, 300));
    if (typeof error === "string" || !(error < 2e-5)) far.push(`${each.label}: ${error}`);
  }
  expect(far).toEqual([]);
});

test.skipIf(!gpu)(`operators that WGSL does not mix stand in parentheses (${whereMissing})`, async () => {
  const device = await (await gpu!.requestAdapter())!.requestDevice();
  const net = new Net();
  const [x, n] = [net.input("x", [6]), net.input("n", [6], "i32", 9)];
  net.result("y", net.op("eq", [net.op("gt", [x, net.number(0, x)]), net.op("lt", [n, net.number(4, n)])]));
  const inputs = { x: { shape: [6], data: Float64Array.of(-1, 1, 0.25, 2, -2, 0) }, n: { shape: [6], data: Float64Array.of(0, 1, 2, 3, 4, 8) } };
  const { error, text } = await compare(net.graph(), { inputs, storages: {}, sizes: {} }, device);
  expect(/\(x\[\w+\] > 0\.0\) == \(/.test(text)).toBe(true);
  expect(error).toBe(0);
});

test.skipIf(!gpu)(`the check finds a wrong lowering (${whereMissing})`, async () => {
  const device = await (await gpu!.requestAdapter())!.requestDevice();
  for (const op of [ops.get("div")!, max_pool_grad]) {
    const wrong: Op = { ...op, lower: (context) => op.lower!({ ...context, inputs: [(index) => k.neg(context.inputs[0]!(index)), ...context.inputs.slice(1)] }) };
    const errors = await Promise.all(casesOf(wrong).map((each) => disagreement(each, device)));
    expect(Math.max(...errors)).toBeGreaterThan(1e-3);
  }
});
