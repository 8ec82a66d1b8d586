import { expect, test } from "vitest";
import { dispatchesOf } from "../../src/emit/wgsl/dispatches.ts";
import { watching } from "../../src/emit/wgsl/watch.ts";
import { targets } from "../../src/emit/targets.ts";
import type { GpuDevice, GpuEncoder, GpuPass } from "../../src/runtime/gpu-types.ts";
import type { Plan } from "../../src/schedule/plan.ts";
import { batchFor } from "./batches.ts";
import { nullGpu } from "./gpu.ts";
import { createModel, planOf } from "./models.ts";

/** Dawn for Node crashes where what made a device is collected before it. */
const gpu = nullGpu();
const wgsl = targets.get("wgsl")!;

/** Counts what a training step really submits, on a device that computes nothing. */
async function submitted(plan: Plan, sizes: Readonly<Record<string, number>>): Promise<number> {
  const device = await (await gpu.requestAdapter())!.requestDevice();
  const counted = { dispatches: 0 };
  const model = await createModel(plan, "wgsl", { ...sizes, device: counting(device, counted) });
  counted.dispatches = 0;
  // Nothing is computed, so that a loss is whatever was in memory.
  await Promise.resolve(model.train(batchFor(plan, "train", sizes, 1), { sizes })).catch((error: unknown) => expect(error).toMatchObject({ code: "non-finite-loss" }));
  return counted.dispatches;
}

function counting(device: GpuDevice, counted: { dispatches: number }): GpuDevice {
  const encoderOf = (encoder: GpuEncoder): GpuEncoder => ({
    beginComputePass: () => passOf(encoder.beginComputePass()),
    copyBufferToBuffer: (...copied) => encoder.copyBufferToBuffer(...copied),
    finish: () => encoder.finish(),
  });
  const passOf = (pass: GpuPass): GpuPass => ({
    setPipeline: (pipeline) => pass.setPipeline(pipeline),
    setBindGroup: (...bound) => pass.setBindGroup(...bound),
    dispatchWorkgroups: (...groups) => {
      counted.dispatches += 1;
      pass.dispatchWorkgroups(...groups);
    },
    end: () => pass.end(),
  });
  return new Proxy(device, {
    get: (target, key) => {
      if (key === "createCommandEncoder") return () => encoderOf(target.createCommandEncoder());
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

test.each([
  ["mlp", 8],
  ["lenet", 19],
  ["convnet", 57],
  ["charlstm", 14],
  ["tfm", 79],
])("a training step of %s takes at most %d dispatches, as many as are counted beforehand", async (name, most) => {
  const plan = planOf(`bench/workloads/${name}.nnet`, "wgsl");
  const sizes = { N: 2 };
  const count = wgsl.calls(plan, plan.programs.find((p) => p.name === "train")!).evaluate(sizes);
  expect(count).toBeLessThanOrEqual(most);
  expect(await submitted(plan, sizes)).toBe(count);
});

test.each([
  ["one for all turns", "LSTM(5)", false],
  ["some for each turn of a large state, whose weights no workgroup could read alone", "LSTM(1024)", true],
])("dispatches of loops are counted as often as they run: %s", async (_, layer, isApart) => {
  const plan = planOf("test/webgpu/recurrent.nnet", "wgsl", (text) => text.replace("LSTM(5)", layer));
  const sizes = { N: 2, T: 7 };
  const calls = wgsl.calls(plan, plan.programs.find((p) => p.name === "train")!);
  expect(calls.evaluate(sizes) > calls.evaluate({ ...sizes, T: 1 })).toBe(isApart);
  expect(await submitted(plan, sizes)).toBe(calls.evaluate(sizes));
});

test("a loss that one thread computes is looked at there, any other by a dispatch of its own", () => {
  const plan = planOf("test/webgpu/line.nnet", "wgsl");
  const program = plan.programs.find((p) => p.name === "train")!;
  expect(dispatchesOf(plan, program).losses).toEqual([]);

  const loop = { kind: "for", index: "i", from: { kind: "const", type: "i32", value: 0 }, to: { kind: "const", type: "i32", value: 8 }, body: [] } as const;
  const loss = { name: "loss", block: "slot 1", dtype: "f32", access: "write" } as const;
  const others = Array.from({ length: 7 }, (_, i) => ({ name: `b${i}`, block: `slot ${i + 2}`, dtype: "f32", access: "read" }) as const);
  const one = { stage: { grid: [], body: [loop] }, buffers: [loss] };
  expect(watching(one, "slot 1")?.buffers.map(({ block }) => block)).toEqual(["slot 1", "the guard"]);
  // It looks at another loss, too, with the same guard; a name that is taken is left alone.
  expect(watching({ ...one, buffers: [loss, { ...loss, name: "finite", block: "slot 2" }] }, "slot 1")?.buffers[2]?.name).toBe("finite_");
  const twice = watching(watching(one, "slot 1")!, "slot 1")!;
  expect([twice.buffers.length, twice.stage.body.length]).toEqual([2, 3]);
  // Many threads, no binding left, and a stage that only reads it.
  expect(watching({ ...one, stage: { ...one.stage, grid: [{ index: "i", extent: plan.module.inputs[0]!.type.shape[0]! }] } }, "slot 1")).toBeUndefined();
  expect(watching({ ...one, buffers: [loss, ...others] }, "slot 1")).toBeUndefined();
  expect(watching({ ...one, buffers: [{ ...loss, access: "read" }] }, "slot 1")).toBeUndefined();
});
