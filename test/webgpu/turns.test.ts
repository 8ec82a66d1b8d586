import { expect, test } from "vitest";
import type { GpuBuffer, GpuDevice, GpuPass } from "../../src/runtime/gpu-types.ts";
import { batchFor } from "./batches.ts";
import { computingGpu, nullGpu, whereMissing } from "./gpu.ts";
import { createModel, planOf, type AnyModel } from "./models.ts";

const gpu = await computingGpu();
/** Dawn for Node crashes where what made a device is collected before it. */
const empty = nullGpu();
const sizes = { N: 4 };
const plan = planOf("test/webgpu/line.nnet", "wgsl");
const batches = Array.from({ length: 100 }, (_, seed) => batchFor(plan, "train", sizes, seed));

const create = (options: object): Promise<AnyModel> => createModel(plan, "wgsl", { ...sizes, seed: 1, ...options });
const emptyDevice = async (): Promise<GpuDevice> => (await empty.requestAdapter())!.requestDevice();

/** What a device has at once: programs whose results are not here yet, and memory for results. */
class Watch {
  underWay = 0;
  most = 0;
  results = 0;

  on(device: GpuDevice): GpuDevice {
    const changed: Partial<GpuDevice> = {
      createBuffer: (descriptor) => {
        const buffer = device.createBuffer(descriptor);
        return "label" in descriptor && String(descriptor.label).endsWith(": results") ? this.resultsIn(buffer) : buffer;
      },
    };
    return proxied(device, changed);
  }

  private resultsIn(buffer: GpuBuffer): GpuBuffer {
    this.results += 1;
    const map = buffer.mapAsync.bind(buffer);
    return Object.assign(buffer, {
      mapAsync: async (mode: number) => {
        this.underWay += 1;
        this.most = Math.max(this.most, this.underWay);
        await map(mode);
        this.underWay -= 1;
      },
    });
  }
}

function proxied(device: GpuDevice, changed: Partial<GpuDevice>): GpuDevice {
  return new Proxy(device, {
    get: (target, key) => {
      const value: unknown = Reflect.get(changed, key) ?? Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

test.skipIf(!gpu)(`a hundred steps that nobody waits for are on the device a few at a time, and compute what they would one by one (${whereMissing})`, async () => {
  const watch = new Watch();
  const device = watch.on(await (await gpu!.requestAdapter())!.requestDevice());
  const [many, one] = [await create({ device }), await create({ gpu })];
  const x = new Float32Array(12);
  const answers = batches.map((batch) => {
    // The array is given again and again: a call takes what is in it then.
    x.set(batch["x"] as number[]);
    return many.train({ ...batch, x });
  });
  const saved = many.save();
  const expected = [];
  for (const batch of batches) expected.push(await one.train(batch));
  expect(await Promise.all(answers)).toEqual(expected);
  expect(many.step).toBe(100);
  expect(await saved).toEqual(await one.save());
  expect(watch.most).toBe(8);
  expect(watch.results).toBeLessThanOrEqual(9);
});

test.skipIf(!gpu)(`what is loaded is behind the steps before it, and before those after it (${whereMissing})`, async () => {
  const [model, same] = [await create({ gpu }), await create({ gpu })];
  const file = await same.save();
  const answers = batches.slice(0, 12).map((batch) => model.train(batch));
  model.load(file);
  const after = model.train(batches[12]!);
  const expected = [];
  for (const batch of batches.slice(0, 12)) expected.push(await same.train(batch));
  expect(await Promise.all(answers)).toEqual(expected);
  same.load(file);
  expect(await after).toEqual(await same.train(batches[12]!));
  expect(await model.save()).toEqual(await same.save());
});

test("steps that wait are refused when the model is closed", async () => {
  const device = await emptyDevice();
  const errors: string[] = [];
  Object.assign(device, { onuncapturederror: ({ error }: { error: { message: string } }) => errors.push(error.message) });
  const model = await create({ device });
  const answers = Promise.allSettled(batches.slice(0, 20).map((batch) => model.train(batch)));
  model.close!();
  for (const answer of (await answers).slice(8)) expect(answer).toMatchObject({ status: "rejected", reason: { code: "closed" } });
  // The device belongs to others, too, who have nothing to do with it.
  expect(errors).toEqual([]);
});

test("a call for whose results there is no memory says so, and the next has some", async () => {
  const device = await emptyDevice();
  const N = 2 ** 21;
  const model = await create({ N, device });
  const x = new Float32Array(3 * N);
  // All that is left but for less than the results take.
  const filling: GpuBuffer[] = [];
  for (const size of [2 ** 27, 2 ** 24, 2 ** 22]) {
    for (;;) {
      device.pushErrorScope("out-of-memory");
      const buffer = device.createBuffer({ size, usage: 8 });
      if (await device.popErrorScope()) break;
      filling.push(buffer);
    }
  }
  await expect(model.predict({ x })).rejects.toMatchObject({ code: "gpu-memory", message: expect.stringMatching(/^there is no memory left on the graphics processor for a call of Line, which was not run: create it with smaller sizes, .*Line: results/s) as string });
  for (const buffer of filling) buffer.destroy();
  expect((await model.predict({ x }))["y"]).toHaveLength(N);
});

test("a call that the device refuses says which buffer is at fault", async () => {
  const device = await emptyDevice();
  let isBad = false;
  const createBuffer: GpuDevice["createBuffer"] = (descriptor) => device.createBuffer(isBad ? { ...descriptor, usage: 1 } : descriptor);
  const model = await create({ N: 8, device: proxied(device, { createBuffer }) });
  // There is a buffer for results already, which is too small for these.
  const inputs = { x: new Float32Array(24) };
  isBad = true;
  await expect(model.predict(inputs)).rejects.toMatchObject({ code: "gpu-refused", message: expect.stringMatching(/^the graphics processor refuses a call of Line, which was not run: .*"Line: results"/s) as string });
  isBad = false;
  expect((await model.predict(inputs))["y"]).toHaveLength(8);
});

test("a step that the device refuses does not count", async () => {
  const device = await emptyDevice();
  let isBad = false;
  // A kernel of the step is run on more workgroups than there may be.
  const createCommandEncoder: GpuDevice["createCommandEncoder"] = (descriptor) => {
    const encoder = device.createCommandEncoder(descriptor);
    const begin = encoder.beginComputePass.bind(encoder);
    return Object.assign(encoder, { beginComputePass: () => (isBad ? tooMany(begin()) : begin()) });
  };
  const tooMany = (pass: GpuPass): GpuPass => {
    const dispatch = pass.dispatchWorkgroups.bind(pass);
    return Object.assign(pass, { dispatchWorkgroups: () => dispatch(70_000) });
  };
  const model = await create({ device: proxied(device, { createCommandEncoder }) });
  isBad = true;
  await expect(model.train(batches[0]!)).rejects.toMatchObject({ code: "gpu-refused", message: expect.stringMatching(/70000.*Line/s) as string });
  expect(model.step).toBe(0);
  isBad = false;
  // Nothing is computed here, so that its loss is whatever was in memory.
  await Promise.resolve(model.train(batches[0]!)).catch((error: unknown) => expect(error).toMatchObject({ code: "non-finite-loss" }));
});

test.skipIf(!gpu)(`a save that is larger than a buffer can be comes in several (${whereMissing})`, async () => {
  const limits = { maxBufferSize: 2 ** 28, maxStorageBufferBindingSize: 2 ** 27 };
  const watch = new Watch();
  const model = await create({ device: watch.on(proxied(await (await gpu!.requestAdapter())!.requestDevice(), { limits })) });
  const whole = await model.save();
  const made = watch.results;
  // The weights take twelve bytes, the bias four.
  limits.maxBufferSize = 12;
  expect(await model.save()).toEqual(whole);
  expect(watch.results).toBe(made + 1);
});
