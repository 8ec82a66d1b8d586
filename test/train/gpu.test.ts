import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { gpuOfNode } from "../../src/cli/gpu.ts";
import { DiagnosticError } from "../../src/diagnostics/diagnostic.ts";
import { folderWith, nnc, type Run } from "../cli/run.ts";
import { computingGpu, whereMissing } from "../webgpu/gpu.ts";
import { tinyFiles } from "./command-line.ts";

const gpu = await computingGpu();

/** Dropout, and an optimizer that keeps something: what must be the same on every target, and after every break. */
const files = tinyFiles(60, "epochs 4", "adam(lr: 0.05)", "|> Dense(8) |> tanh |> Dropout(0.3)");

function trained(cwd: string, ...words: readonly string[]): { readonly epochs: readonly { readonly train: { readonly nll: number; readonly confusion: readonly number[] } }[] } {
  const { code, out, err } = nnc(["train", "tiny.nnet", "--quiet", "--format", "json", ...words], { cwd });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return JSON.parse(out);
}

const weights = (cwd: string): string => readFileSync(join(cwd, "tiny.safetensors")).toString("hex");

test.skipIf(!gpu)(`nnc train, eval and predict on a device go where they go on the processor (${whereMissing})`, () => {
  const [here, there] = [folderWith(files), folderWith(files)];
  const [expected, got] = [trained(here), trained(there, "--target", "wgsl")];
  expect(got.epochs).toHaveLength(4);
  got.epochs.forEach(({ train }, i) => {
    expect(train.nll).toBeCloseTo(expected.epochs[i]!.train.nll, 4);
    expect(train.confusion).toEqual(expected.epochs[i]!.train.confusion);
  });
  // Weights from either are the weights of both.
  const asked = (cwd: string, target: string): Run[] => [["eval", "tiny.nnet", "--split", "train"], ["predict", "tiny.nnet", "--data", "train", "--format", "csv"]].map((words) => nnc([...words, "--target", target], { cwd }));
  const [evaluated, predicted] = asked(there, "wgsl");
  const [evaluatedHere, predictedHere] = asked(there, "wasm");
  expect([evaluated!.err, predicted!.err]).toEqual(["", ""]);
  expect(evaluated!.out).toBe(evaluatedHere!.out);
  const numbers = (run: Run): number[] => run.out.split("\n").slice(1).flatMap((line) => line.split(",")).filter((cell) => cell !== "").map(Number);
  expect(numbers(predicted!).length).toBeGreaterThan(60);
  numbers(predicted!).forEach((value, i) => expect(value).toBeCloseTo(numbers(predictedHere!)[i]!, 4));
});

test.skipIf(!gpu)(`a training on a device is resumed bit for bit (${whereMissing})`, () => {
  const [whole, broken] = [folderWith(files), folderWith(files)];
  trained(whole, "--target", "wgsl");
  trained(broken, "--target", "wgsl", "--epochs", "2");
  trained(broken, "--target", "wgsl", "--resume");
  expect(weights(broken)).toBe(weights(whole));
});

/** A package `webgpu` in the project of the user, around the one of this repository. */
function packageOf(code: string): Readonly<Record<string, string>> {
  const real = pathToFileURL(join(import.meta.dirname, "../../node_modules/webgpu/index.js")).href;
  return {
    "package.json": '{ "name": "project" }',
    "node_modules/webgpu/package.json": '{ "name": "webgpu", "version": "0.0.0", "type": "module", "main": "index.js" }',
    "node_modules/webgpu/index.js": code.replace("REAL", JSON.stringify(real)),
  };
}

/** The device is gone after so many submissions. */
const vanishing = (submissions: number): string => `
import { create as real } from REAL;
export function create(options) {
  const gpu = real(options);
  return {
    async requestAdapter(wanted) {
      const adapter = await gpu.requestAdapter(wanted);
      return { limits: adapter.limits, async requestDevice(descriptor) {
        const device = await adapter.requestDevice(descriptor);
        const submit = device.queue.submit.bind(device.queue);
        let left = ${submissions};
        device.queue.submit = (commands) => { submit(commands); if (--left === 0) device.destroy(); };
        return device;
      } };
    },
  };
}
`;

test.skipIf(!gpu)(`an adapter that vanishes in training is one coded error, and the last checkpoint is whole (${whereMissing})`, () => {
  const cwd = folderWith({ ...files, ...packageOf(vanishing(20)) });
  const { code, err, out } = nnc(["train", "tiny.nnet", "--quiet", "--target", "wgsl"], { cwd });
  expect(out).toBe("");
  expect(err).toMatch(/^error\[gpu-lost\]: the graphics processor is gone, and Tiny with it/);
  expect(err).toContain("--resume");
  expect(code).toBe(1);
  expect(existsSync(join(cwd, "tiny.safetensors"))).toBe(false);
  // It is a checkpoint of the first epoch: what is left is trained on the processor.
  const { epochs } = trained(cwd, "--resume");
  const straight = trained(folderWith(files)).epochs.slice(-epochs.length);
  expect(epochs.length).toBeGreaterThan(0);
  epochs.forEach(({ train }, i) => expect(train.nll).toBeCloseTo(straight[i]!.train.nll, 3));
});

/** A driver that reads another text than it is given. */
const broken = `
import { create as real } from REAL;
export function create() {
  const gpu = real(["backend=null"]);
  return {
    async requestAdapter(wanted) {
      const adapter = await gpu.requestAdapter(wanted);
      return { limits: adapter.limits, async requestDevice(descriptor) {
        const device = await adapter.requestDevice(descriptor);
        const compile = device.createShaderModule.bind(device);
        device.createShaderModule = (shader) => compile({ ...shader, code: shader.code.replace("fn main", "fn other") });
        return device;
      } };
    },
  };
}
`;

test.each<[string, string, RegExp]>([
  ["that gives no adapter", "export const create = () => ({ requestAdapter: async () => null });", /^error\[no-gpu\]: WebGPU found no adapter.*VK_DRIVER_FILES/s],
  ["that does not load", "throw new Error('no binary for this machine');", /^error\[no-gpu\]: the package `webgpu` in .* does not work here: no binary for this machine.*npm install webgpu@latest/s],
  ["that is another one", "export const other = 1;", /^error\[no-gpu\]: .*it has no function `create`/],
  ["whose adapter has small buffers", "export const create = () => ({ requestAdapter: async () => ({ limits: { maxBufferSize: 16, maxStorageBufferBindingSize: 16 } }) });", /^error\[gpu-limit\]: Tiny needs 0.0 MiB for .*smaller `--batch`/s],
  ["whose driver refuses a shader", broken, /^error\[gpu-refused\]: this graphics processor refuses a shader of the module: .*newer driver/s],
])("a package %s is a coded error with the way out", (_, code, message) => {
  const cwd = folderWith({ ...files, ...packageOf(code) });
  const run = nnc(["train", "tiny.nnet", "--quiet", "--target", "wgsl"], { cwd });
  expect(run.err).toMatch(message);
  expect(run.err).not.toContain("    at ");
  expect([run.code, run.out]).toEqual([1, ""]);
});

test("without the package, nnc says how it is had", async () => {
  const error: unknown = await gpuOfNode([join(folderWith({}), "package.json")]).catch((thrown: unknown) => thrown);
  if (!(error instanceof DiagnosticError)) throw new Error("it was found");
  expect(error.diagnostics[0]).toMatchObject({ code: "no-gpu", message: expect.stringContaining("the package `webgpu` is not installed"), help: expect.stringContaining("npm install webgpu") });
});
