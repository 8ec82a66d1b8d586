import { expect, test } from "vitest";
import { refuseTooLarge } from "../../src/runtime/gpu-device.ts";
import type { GpuTables } from "../../src/runtime/gpu-tables.ts";
import type { GpuLimits, GpuProvider } from "../../src/runtime/gpu-types.ts";
import { batchFor } from "./batches.ts";
import { nullGpu } from "./gpu.ts";
import { createModel, planOf } from "./models.ts";

/** Dawn for Node crashes where a device outlives what gave it. */
const idle = nullGpu();

/** A device that collects what nobody has asked about. */
function watched(gpu: GpuProvider, errors: string[]): GpuProvider {
  return {
    requestAdapter: async (options) => {
      const adapter = await gpu.requestAdapter(options);
      return adapter && {
        limits: adapter.limits,
        requestDevice: async (descriptor) => {
          const device = await adapter.requestDevice(descriptor);
          Object.assign(device, { onuncapturederror: ({ error }: { error: { message: string } }) => errors.push(error.message) });
          return device;
        },
      };
    },
  };
}

const workloads = ["mlp", "lenet", "convnet", "charlstm", "tfm"].map((name) => `bench/workloads/${name}.nnet`);

const large = ["alexnet/alexnet", "vgg16/vgg16", "resnet/resnet50", "googlenet/googlenet"].map((name) => `examples/${name}.nnet`);

/** The layers of AlexNet and VGG-16 are larger than what a buffer may be everywhere. */
const narrower = (text: string): string => text.replaceAll("4096", "64");

test.each([...workloads, ...large, "examples/gan/gan.nnet", "test/webgpu/sizes.nnet"])("%s: every shader, layout and command buffer is valid", async (file) => {
  const plan = planOf(file, "wgsl", narrower);
  const sizes = Object.fromEntries(plan.module.sizes.map((size, i) => [size, i + 2]));
  const errors: string[] = [];
  const model = await createModel(plan, "wgsl", { ...sizes, gpu: watched(nullGpu(), errors) });
  for (const { name, program } of plan.module.phases) {
    // Nothing is computed, so that a loss is whatever was in memory.
    const step = Promise.resolve(model.train(batchFor(plan, program, sizes, 1), { phase: name, sizes }));
    await step.catch((error: unknown) => expect(error).toMatchObject({ code: "non-finite-loss" }));
  }
  for (const program of ["evaluate", "predict"] as const) {
    if (plan.programs.some(({ name }) => name === program)) await model[program](batchFor(plan, program, sizes, 1), { sizes });
  }
  // The device has 512 MiB, no room for ResNet-50 and a copy of its weights; a save runs no shader.
  if (!large.includes(file)) await model.save();
  expect(errors).toEqual([]);
});

test("the check finds what is not valid", async () => {
  const errors: string[] = [];
  const adapter = await watched(idle, errors).requestAdapter();
  const device = await adapter!.requestDevice();
  device.createShaderModule({ code: "@compute @workgroup_size(1) fn main() { let target = 1; }" });
  device.pushErrorScope("validation");
  await device.popErrorScope();
  expect(errors.join()).toContain("target");
});

test("a model that is larger than a buffer can be is refused, with the name of what is too large", async () => {
  const plan = planOf("examples/alexnet/alexnet.nnet", "wgsl");
  await expect(createModel(plan, "wgsl", { N: 1, gpu: nullGpu() })).rejects.toMatchObject({ code: "gpu-limit", message: expect.stringMatching(/AlexNet needs 144.0 MiB for head.dense1.W, .* at most 128.0 MiB: create it with smaller sizes/) as string });
});

test("what lies together must fit a buffer together", () => {
  const tables: GpuTables = { model: "M", kernels: [], calls: [], blocks: [["a", 100], ["b", 200]], pool: [0, 1], sizes: 0, positions: 0 };
  const limits = (most: number): GpuLimits => ({ maxBufferSize: most, maxStorageBufferBindingSize: most });
  // They begin at multiples of 256 bytes.
  expect(() => refuseTooLarge(limits(1536), tables)).not.toThrow();
  expect(() => refuseTooLarge(limits(1535), tables)).toThrow(/M needs 0.0 MiB for what one shader reads and writes at once, a, b, .*: create it with smaller sizes/);
});
