import { expect, test } from "vitest";
import { bareKernels } from "../../bench/gpu/bare.ts";
import { nullGpu } from "./gpu.ts";

/** Dawn for Node crashes where a device outlives what gave it. */
const gpu = nullGpu();

test("products of 1024 and 2048 and what is done to each of many elements have the form that was measured to be fast", async () => {
  const device = await (await gpu.requestAdapter())!.requestDevice();
  const [medium, large, pointwise] = bareKernels([1024, 2048], 2 ** 26);
  // 64x64 by 64 threads, 8x8 each; 128x128 by 256, with the next terms read before the sums.
  expect(medium!.code).toContain("@workgroup_size(64)");
  expect(medium!.groups).toBe(16 ** 2);
  expect(large!.code).toContain("@workgroup_size(256)");
  expect(large!.groups).toBe(16 ** 2);
  expect(large!.code.indexOf("next_right_0 = right_four(", large!.code.indexOf("workgroupBarrier()"))).toBeGreaterThan(0);
  for (const { code } of [medium!, large!]) {
    expect(code).toContain("sum_7_1 += left_1.w * right_1;");
    // No row or column is beyond an edge: nothing asks.
    expect(code).not.toContain("select(");
  }
  for (const { code } of [medium!, large!, pointwise!]) {
    expect(code).not.toMatch(/var<storage, \w+> \w+: array<f32>/);
    device.pushErrorScope("validation");
    device.createComputePipeline({ layout: "auto", compute: { module: device.createShaderModule({ code }), entryPoint: "main" } } as never);
    expect(await device.popErrorScope()).toBeNull();
  }
});
