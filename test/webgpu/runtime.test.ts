import { expect, test } from "vitest";
import type { GpuAdapter, GpuDevice, GpuProvider } from "../../src/runtime/gpu-types.ts";
import type { Batch } from "../../src/runtime/model.ts";
import { N, Net } from "../schedule/support.ts";
import { batchFor } from "./batches.ts";
import { compare } from "./compare.ts";
import { computingGpu, nullGpu, whereMissing } from "./gpu.ts";
import { createModel, planOf, type AnyModel } from "./models.ts";

const gpu = await computingGpu();
/** It computes nothing. Dawn for Node crashes where a device outlives what gave it. */
const idle = nullGpu();
const sizes = { N: 4 };
const plan = planOf("test/webgpu/line.nnet", "wgsl");
const batches = [0, 1, 2, 3, 4].map((seed) => batchFor(plan, "train", sizes, seed));
const endless: Batch = { ...batches[0]!, x: Array.from({ length: 12 }, () => 1e30) };

const create = (options: object): Promise<AnyModel> => createModel(plan, "wgsl", { ...sizes, seed: 1, ...options });

test.skipIf(!gpu)(`steps may be submitted before the first has answered (${whereMissing})`, async () => {
  const [one, many] = [await create({ gpu }), await create({ gpu })];
  const waited = [];
  for (const batch of batches) waited.push(await one.train(batch));
  expect(await many.trainMany!(batches)).toEqual(waited);
  expect(many.step).toBe(5);
  expect(await many.save()).toEqual(await one.save());
});

test.skipIf(!gpu)(`a loss that is not finite changes nothing, nor do steps that were under way (${whereMissing})`, async () => {
  const [model, same] = [await create({ gpu }), await create({ gpu })];
  await model.train(batches[0]!);
  const answers = await Promise.allSettled([model.train(endless), model.train(batches[1]!), model.train(batches[2]!)]);
  expect(answers.map((answer) => (answer.status === "rejected" ? [answer.reason.code, answer.reason.message] : answer))).toEqual([
    ["non-finite-loss", expect.stringMatching(/^loss `mse` is Infinity in step 2, so the step was not taken and the weights are as before it/)],
    ["non-finite-loss", "step 3 was not taken, because a loss was not finite in a step before it"],
    ["non-finite-loss", "step 4 was not taken, because a loss was not finite in a step before it"],
  ]);
  expect(model.step).toBe(1);
  await same.train(batches[0]!);
  expect(await model.save()).toEqual(await same.save());
  expect(await model.train(batches[3]!)).toEqual(await same.train(batches[3]!));
  expect(model.step).toBe(2);
});

test.skipIf(!gpu)(`a batch in parts is refused as a whole (${whereMissing})`, async () => {
  const parts = planOf("test/webgpu/line.nnet", "wgsl", (text) => text.replace("batch 4", "batch 4 in 2 parts"));
  const [model, whole] = [await createModel(parts, "wgsl", { N: 2, seed: 1, gpu }), await create({ gpu })];
  const [first, second] = [await model.train(batches[0]!), await whole.train(batches[0]!)];
  expect(first["mse"]).toBeCloseTo(Number(second["mse"]), 5);
  const before = await model.save();
  // The second part is the one whose loss is infinite.
  const bad = { ...batches[1]!, x: Array.from({ length: 12 }, (_, i) => (i < 6 ? 1 : 1e30)) };
  const answers = await Promise.allSettled([model.train(bad), model.train(batches[2]!)]);
  expect(answers.map((answer) => (answer.status === "rejected" ? answer.reason.code : answer))).toEqual(["non-finite-loss", "non-finite-loss"]);
  expect(await model.save()).toEqual(before);
  expect(model.step).toBe(1);
  expect(Number((await model.train(batches[2]!))["mse"])).toBeGreaterThan(0);
});

test.skipIf(!gpu)(`several models share a device, and go on when one is closed (${whereMissing})`, async () => {
  const device = await (await gpu!.requestAdapter())!.requestDevice();
  const [one, other] = [await create({ device }), await create({ device, seed: 2 })];
  await one.train(batches[0]!);
  one.close!();
  await expect(one.train(batches[0]!)).rejects.toMatchObject({ code: "closed" });
  const alone = await create({ gpu, seed: 2 });
  expect(await other.train(batches[1]!)).toEqual(await alone.train(batches[1]!));
});

test.skipIf(!gpu)(`more workgroups than one dimension holds are laid out in two (${whereMissing})`, async () => {
  const device = await (await gpu!.requestAdapter())!.requestDevice();
  const net = new Net();
  // A little more than 65,535 groups of 64 threads, and no multiple of them.
  const length = 65_535 * 64 + 1000;
  const x = net.input("x", [N]);
  net.result("y", net.op("add", [x, net.number(1, x)]));
  const data = Float64Array.from({ length }, (_, i) => i % 1021);
  const { error } = await compare(net.graph(), { inputs: { x: { shape: [length], data } }, storages: {}, sizes: { N: length } }, device);
  expect(error).toBe(0);
});

test("a device that is lost ends the model with a word of it", async () => {
  const device = await (await idle.requestAdapter())!.requestDevice();
  const model = await create({ device });
  device.destroy();
  await device.lost;
  await expect(model.predict({ x: batches[0]!["x"]! })).rejects.toMatchObject({ code: "gpu-lost", message: expect.stringContaining("create the model again and load the last save") as string });
});

test("where there is no WebGPU, no adapter, or no memory, create says so", async () => {
  await expect(create({})).rejects.toMatchObject({ code: "no-gpu", message: expect.stringContaining("the package `webgpu`") as string });
  await expect(create({ gpu: { requestAdapter: () => Promise.resolve(null) } })).rejects.toMatchObject({ code: "no-gpu", message: expect.stringContaining("no adapter") as string });
  await expect(create({ gpu: without("dense1.W") })).rejects.toMatchObject({ code: "gpu-memory", message: expect.stringMatching(/no memory left on the graphics processor for dense1.W/) as string });
});

test("a model that is closed leaves no buffer behind on a device that it shares", async () => {
  const device = await (await idle.requestAdapter())!.requestDevice();
  const left = new Set<string>();
  const make = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = make(descriptor);
    const name = "label" in descriptor ? String(descriptor.label) : "a buffer without a name";
    const destroy = buffer.destroy.bind(buffer);
    left.add(name);
    buffer.destroy = () => (left.delete(name), destroy());
    return buffer;
  };
  const model = await create({ device });
  await model.predict({ x: batches[0]!["x"]! });
  expect(left).toContain("Line: results");
  model.close!();
  expect([...left]).toEqual([]);
});

/** A device that has no memory for one buffer. */
function without(name: string): GpuProvider {
  return {
    requestAdapter: async () => {
      const adapter: GpuAdapter = (await idle.requestAdapter())!;
      return { limits: adapter.limits, requestDevice: async () => poor(await adapter.requestDevice(), name) };
    },
  };
}

function poor(device: GpuDevice, name: string): GpuDevice {
  let failed = false;
  const changed: Partial<GpuDevice> = {
    createBuffer: (descriptor) => {
      failed = "label" in descriptor && String(descriptor.label).endsWith(`: ${name}`);
      return device.createBuffer(descriptor);
    },
    popErrorScope: async () => {
      const answer = failed ? { message: "out of memory" } : null;
      failed = false;
      return (await device.popErrorScope()) ?? answer;
    },
  };
  return new Proxy(device, {
    get: (target, key) => {
      const value: unknown = Reflect.get(changed, key) ?? Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
