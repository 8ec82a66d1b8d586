import { expect, test } from "vitest";
import { examineAll } from "../random/run.ts";
import { computingGpu, whereMissing } from "./gpu.ts";

const gpu = await computingGpu();

/** A step of each, with its gradients and updates: shaders are compiled for all of its kernels. */
const [from, to] = [1, Number(process.env["RANDOM_MODELS"] ?? 8)];

test.skipIf(!gpu)(`random models give on a device what the interpreter gives (${whereMissing})`, async () => {
  const device = await (await gpu!.requestAdapter())!.requestDevice();
  const { failures, total } = await examineAll(from, to, () => ({ device }));
  expect(failures.join("\n\n")).toBe("");
  expect(total.programs).toBeGreaterThanOrEqual(to - from + 1);
  expect(total.gradients).toBeGreaterThan(0);
}, 600_000);
