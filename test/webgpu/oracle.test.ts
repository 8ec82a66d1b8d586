import { expect, test } from "vitest";
import { optimize } from "../../src/compile.ts";
import { targets } from "../../src/emit/targets.ts";
import type { Module } from "../../src/graph/graph.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import type { NdArray } from "../../src/ops/op.ts";
import { autodiff } from "../../src/passes/autodiff.ts";
import { runPasses } from "../../src/passes/pipeline.ts";
import { readSafetensors } from "../../src/runtime/safetensors.ts";
import { schedule } from "../../src/schedule/schedule.ts";
import { batchFor } from "./batches.ts";
import { computingGpu, whereMissing } from "./gpu.ts";
import { createModel, moduleOf } from "./models.ts";

const gpu = await computingGpu();
const { machine } = targets.get("wgsl")!;

/** Networks as they are, but for batches, and widths where the interpreter would take minutes. A small GPT is trained beside PyTorch and the interpreter in test/agreement/training. */
interface Case {
  readonly file: string;
  readonly sizes: Readonly<Record<string, number>>;
  readonly edit?: (text: string) => string;
}

/** Eight characters in place of 64, in half as many numbers each. */
const shorter = (text: string): string => text.replaceAll("[N, 64]", "[N, 8]").replace("[64, 64]", "[8, 32]").replace("Embedding(64", "Embedding(32");

const cases: readonly Case[] = [
  { file: "bench/workloads/mlp.nnet", sizes: { N: 5 } },
  { file: "bench/workloads/lenet.nnet", sizes: { N: 3 } },
  { file: "bench/workloads/convnet.nnet", sizes: { N: 2 }, edit: (text) => text.replace("32, 32, 3", "8, 8, 3") },
  { file: "bench/workloads/charlstm.nnet", sizes: { N: 2 }, edit: shorter },
  { file: "bench/workloads/tfm.nnet", sizes: { N: 2 }, edit: shorter },
  { file: "examples/alexnet/alexnet.nnet", sizes: { N: 2 }, edit: (text) => text.replaceAll("227", "67").replaceAll("4096", "64").replace(/Conv\((\d+)/g, (_, channels) => `Conv(${Number(channels) / 16}`) },
];

/** What a model holds, as the interpreter takes it; what is not saved begins with zeros. */
function storagesOf(module: Module, saved: Uint8Array): Map<string, NdArray> {
  const tensors = readSafetensors(saved);
  return new Map(module.storages.map(({ name, type }) => {
    const shape = type.shape.map((size) => size.evaluate({}));
    const tensor = tensors.get(name);
    const bytes = tensor?.bytes.slice().buffer;
    const data = bytes === undefined ? new Float64Array(shape.reduce((a, b) => a * b, 1)) : Float64Array.from(tensor!.dtype === "F32" ? new Float32Array(bytes) : new Int32Array(bytes));
    return [name, { shape, data }];
  }));
}

test.skipIf(!gpu).each(cases)(`$file: five losses on a device are the interpreter's within 1e-4 (${whereMissing})`, async ({ file, sizes, edit }) => {
  const module = moduleOf(file, edit);
  const plan = schedule(optimize(module), machine);
  const model = await createModel(plan, "wgsl", { ...sizes, seed: 3, gpu });
  const storages = storagesOf(module, await model.save());
  const program = runPasses(module.programs.find(({ name }) => name === module.phases[0]!.program)!, { pipeline: [autodiff] });
  for (let step = 0; step < 5; step++) {
    const batch = batchFor(plan, program.name, sizes, step);
    const inputs = Object.fromEntries(module.inputs.map(({ name, type }): [string, NdArray] => [name, { shape: type.shape.map((size) => size.evaluate(sizes)), data: Float64Array.from(batch[name]!, Math.fround) }]));
    const { results, updates } = interpret(program, { inputs, storages, sizes });
    const got = await model.train(batch, { sizes });
    for (const { name } of module.losses) {
      const want = results.get(name)!.data[0]!;
      expect(want).not.toBe(0);
      expect(Math.abs((got[name] as number) - want) / Math.abs(want), `${name} of step ${step + 1}`).toBeLessThan(1e-4);
    }
    for (const [name, value] of updates) storages.set(name, value);
  }
}, 60_000);
