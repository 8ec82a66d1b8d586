import { expect, test } from "vitest";
import { targets } from "../../src/emit/targets.ts";
import { linearPlan } from "../emit/plans.ts";
import { sizeKey } from "../../src/emit/host/options.ts";
import { classOf, load, typeErrors } from "../emit/run.ts";
import { nullGpu } from "./gpu.ts";
import { planOf } from "./models.ts";

const { emit } = targets.get("wgsl")!;

const usage = `
import { Linear, LinearError, type LinearInputs, type LinearOptions } from "./linear.js";
export async function use(gpu: NonNullable<LinearOptions["gpu"]>, x: Float32Array): Promise<number> {
  const model = await Linear.create({ gpu, N: 64, seed: 1 });
  const batch: LinearInputs = { x, t: [1, 2], label: Int32Array.of(1) };
  const { nll, share } = await model.train(batch);
  const later: number[] = (await model.trainMany([batch, batch])).map((step) => step.nll);
  const { y } = await model.predict({ x });
  const bytes: Uint8Array = await model.save();
  model.load(bytes);
  model.epoch = 1;
  model.close();
  return nll + share + later.length + y.length + model.step + (new LinearError("gpu-lost", "") instanceof Error ? 1 : 0);
}
`;

test("modules have no imports and pass the strictest compiler, and so does their use", () => {
  const modules = {
    linear: emit(linearPlan()),
    phased: emit(linearPlan((name) => (name === "Linear" ? "Phased" : name), ["head", "all"])),
    parts: emit(planOf("test/webgpu/attention.nnet", "wgsl")),
  };
  for (const text of Object.values(modules)) expect(text).not.toMatch(/\b(import|require)\b\s*[({"'*]|: any\b|\bas (any|unknown)\b/);
  expect(typeErrors({ ...modules, usage })).toBe("");
});

const hostile = ["`${globalThis.stolen = 1}`", "*/ globalThis.stolen = 1; /*", "\\`; globalThis.stolen = 1; `", "// \n globalThis.stolen = 1", '"; globalThis.stolen = 1; "', "target", "array", "main", "thread"];

test.each(hostile)("stays text: %j", async (text) => {
  for (const rename of [(name: string) => (name === "x" ? text : name), (name: string) => (name === "N" ? text : name), (name: string) => text + name, (name: string) => name + text]) {
    const plan = linearPlan(rename);
    const module = await load(emit(plan));
    const Class = Object.values(module).find((value) => typeof value === "function" && "create" in value);
    // A shader that is not valid would be refused.
    await classOf(Class).create({ ...Object.fromEntries([[sizeKey(rename("N")), 2]]), gpu: nullGpu() });
    expect("stolen" in globalThis).toBe(false);
  }
});
