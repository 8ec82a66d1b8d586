import { expect, test } from "vitest";
import type { GpuDevice } from "../../src/runtime/gpu-types.ts";
import { runPasses } from "../../src/passes/pipeline.ts";
import { schedule } from "../../src/schedule/schedule.ts";
import { targets } from "../../src/emit/targets.ts";
import { k } from "../../src/kernel/build.ts";
import { ops } from "../../src/ops/all.ts";
import type { NdArray, Op } from "../../src/ops/op.ts";
import { max_pool_grad } from "../../src/ops/window/max-pool.ts";
import { allCases, casesOf, evaluated, type Case } from "../ops/support/cases.ts";
import { moduleOf } from "../schedule/support.ts";
import { computingGpu, whereMissing } from "./gpu.ts";
import { createModel } from "./models.ts";

const gpu = await computingGpu();
const { machine } = targets.get("wgsl")!;

/** What shaders compute: all operations with a lowering, but for those that only name memory. */
const cases = allCases().filter(({ op, env }) => op.lower && Object.keys(env.storages).length === 0);

const rounded = ({ shape, data }: NdArray): NdArray => ({ shape, data: data.map(Math.fround) });

/** The largest difference of two elements, as a part of the largest element, if that is more than 1. */
async function disagreement({ builder, node, env }: Case, device: GpuDevice): Promise<number> {
  const graph = runPasses(builder.graph("predict", [{ name: "y", node }], []));
  const plan = schedule({ ...moduleOf(graph), outputs: [{ name: "y", type: node.type }] }, machine);
  const model = await createModel(plan, "wgsl", { N: 1, ...env.sizes, device });
  const inputs = Object.fromEntries(Object.entries(env.inputs).map(([name, value]) => [name, rounded(value)]));
  const { y } = await model.predict(Object.fromEntries(Object.entries(inputs).map(([name, { data }]) => [name, data])), { sizes: { N: 1, ...env.sizes } });
  const expected = evaluated(builder, [node], { ...env, inputs })[0]!.data;
  const got = typeof y === "number" ? [y] : [...y!];
  expect(got.length).toBe(expected.length);
  const scale = Math.max(1, ...expected.map((value) => (Number.isFinite(value) ? Math.abs(value) : 1)));
  return Math.max(...got.map((value, i) => (Object.is(value, expected[i]) || value === expected[i] ? 0 : Math.abs(value - expected[i]!) / scale)));
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

test.skipIf(!gpu)(`the check finds a wrong lowering (${whereMissing})`, async () => {
  const device = await (await gpu!.requestAdapter())!.requestDevice();
  for (const op of [ops.get("div")!, max_pool_grad]) {
    const wrong: Op = { ...op, lower: (context) => op.lower!({ ...context, inputs: [(index) => k.neg(context.inputs[0]!(index)), ...context.inputs.slice(1)] }) };
    const errors = await Promise.all(casesOf(wrong).map((each) => disagreement(each, device)));
    expect(Math.max(...errors)).toBeGreaterThan(1e-3);
  }
});
