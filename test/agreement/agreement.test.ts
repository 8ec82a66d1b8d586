import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { processorTargets, targets } from "../../src/emit/targets.ts";
import { computingGpu, whereMissing } from "../webgpu/gpu.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import type { Target } from "../../src/emit/target.ts";
import type { NdArray } from "../../src/ops/op.ts";
import { saveTensors, type StoredTensor } from "../../src/runtime/state.ts";
import { readSafetensors } from "../../src/runtime/safetensors.ts";
import { loadModule } from "../../src/train/load.ts";
import { noise, product } from "./noise.ts";

/** What vectors.py stores: everything else comes from the generator that both have. */
interface Vectors {
  readonly shape: readonly number[];
  readonly parameters: readonly (readonly [string, readonly number[]])[];
  readonly losses: readonly number[];
  readonly runningMean?: readonly number[];
}

const names = ["mlp", "lenet", "batchnorm"] as const;
const batches = 5;

function initial([name, shape]: readonly [string, readonly number[]], seed: number): Float32Array {
  const limit = Math.sqrt(3 / product(shape.slice(0, -1)));
  if (shape.length >= 2) return noise(product(shape), seed, -limit, limit);
  return name.endsWith("gamma") ? noise(product(shape), seed, 0.9, 1.1) : noise(product(shape), seed, -0.1, 0.1);
}

function batch(k: number, shape: readonly number[]): { x: Float32Array; y: Int32Array } {
  return { x: noise(product(shape), 1000 + k, 0, 1), y: Int32Array.from({ length: shape[0]! }, (_, i) => (7 * k + 3 * i) % 10) };
}

function vectorsOf(name: string): { vectors: Vectors; final: Float32Array } {
  const read = (file: string): Buffer => readFileSync(new URL(`vectors/${name}.${file}`, import.meta.url));
  const bytes = read("f32");
  const final = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return { vectors: JSON.parse(read("json").toString()) as Vectors, final };
}

const compilations = new Map(names.map((name) => [name, compiled(name)]));
const cases = [...processorTargets].flatMap(([target]) => names.map((name) => [target, name] as const));

function compiled(name: string, target?: Target) {
  const url = new URL(`${name}.nnet`, import.meta.url);
  const result = compile({ name: `${name}.nnet`, text: readFileSync(url, "utf8") }, { load: () => undefined, ...(target && { target }) });
  expect(result.diagnostics).toEqual([]);
  return { plan: result.plans[0]!, module: result.modules[0]! };
}

/** |a - b| against the larger of 1 and |b|: weights here lie around 0.1. */
function worst(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  let error = 0;
  for (let i = 0; i < expected.length; i++) error = Math.max(error, Math.abs(actual[i]! - expected[i]!) / Math.max(1, Math.abs(expected[i]!)));
  return error;
}

const told = "50 steps of the generated module equal PyTorch's losses within 1e-5 and weights within 1e-4";

test.each(cases)(`%s, %s: ${told}`, (targetName, name) => expectAgreement(targetName, name, {}));

const gpu = await computingGpu();

test.skipIf(!gpu).each(names)(`wgsl, %s: ${told} (${whereMissing})`, (name) => expectAgreement("wgsl", name, { gpu }), 120_000);

async function expectAgreement(targetName: string, name: (typeof names)[number], options: object): Promise<void> {
  const { vectors, final } = vectorsOf(name);
  const target = targets.get(targetName)!;
  const { plan } = compiled(name, target);
  const model = await (await loadModule(target.emit(plan), plan.module.name)).create({ N: vectors.shape[0]!, seed: 1, ...options });
  // Where results come at once, there is nothing to wait for.
  const file = readSafetensors(await model.save());
  const tensors = [...file].map(([key, tensor]): StoredTensor => {
    const at = vectors.parameters.findIndex(([parameter]) => parameter === key);
    const bytes = tensor.bytes.slice();
    const data = tensor.dtype === "F32" ? new Float32Array(bytes.buffer) : new Int32Array(bytes.buffer);
    if (at >= 0) data.set(initial(vectors.parameters[at]!, at + 1));
    return { name: key, shape: tensor.shape, data };
  });
  model.load(saveTensors(tensors, {}));
  for (const [step, expected] of vectors.losses.entries()) {
    const { nll } = await model.train(batch(step % batches, vectors.shape));
    expect(Math.abs((nll as number) - expected) / expected, `loss of step ${step + 1}`).toBeLessThan(1e-5);
  }
  const trained = readSafetensors(await model.save());
  const flat = vectors.parameters.flatMap(([key]) => [...new Float32Array(trained.get(key)!.bytes.slice().buffer)]);
  expect(worst(flat, final)).toBeLessThan(1e-4);
  if (vectors.runningMean) expect(worst(new Float32Array(trained.get("norm.mean")!.bytes.slice().buffer), vectors.runningMean)).toBeLessThan(1e-5);
}

test.each(names)("%s: 50 steps of the interpreter in f64 equal PyTorch too", (name) => {
  const { vectors, final } = vectorsOf(name);
  const { module } = compilations.get(name)!;
  const program = module.programs.find((p) => p.name === "train")!;
  const storages = new Map<string, NdArray>();
  for (const { name: key, type } of module.storages) {
    const shape = type.shape.map((s) => s.evaluate({}));
    const at = vectors.parameters.findIndex(([parameter]) => parameter === key);
    storages.set(key, { shape, data: at >= 0 ? Float64Array.from(initial(vectors.parameters[at]!, at + 1)) : new Float64Array(product(shape)) });
  }
  const N = vectors.shape[0]!;
  const steps = name === "lenet" ? 5 : vectors.losses.length;
  for (let step = 0; step < steps; step++) {
    const { x, y } = batch(step % batches, vectors.shape);
    const inputs = { x: { shape: vectors.shape, data: Float64Array.from(x) }, y: { shape: [N], data: Float64Array.from(y) } };
    const { results, updates } = interpret(program, { inputs, storages, sizes: { N } });
    const loss = results.get("nll")!.data[0]!;
    expect(Math.abs(loss - vectors.losses[step]!) / loss, `loss of step ${step + 1}`).toBeLessThan(1e-5);
    for (const [key, value] of updates) storages.set(key, value);
  }
  if (steps === vectors.losses.length) expect(worst(vectors.parameters.flatMap(([key]) => [...storages.get(key)!.data]), final)).toBeLessThan(1e-4);
});
