import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { targets } from "../../src/emit/targets.ts";
import { folderWith, nnc, tiny } from "./run.ts";

const recurrent = `model Recurrent {
  input x: index(5)[N, T]
  output p = softmax(x |> Embedding(6) |> LSTM(4) |> Dense(5))
}
`;

test("bench: each kernel of a training step, totals and the machine's peak", () => {
  const cwd = folderWith({ "tiny.nnet": tiny });
  const { code, out, err } = nnc(["bench", "tiny.nnet", "--seconds", "1"], { cwd });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/^Tiny, `train`, target wasm, N = 8: median times$/m);
  expect(out).toMatch(/^all kernels +\d+ +[\d.]+ us +100 % +[\d.]+ +[\d.]+ KB +[\d.]+ +[\d.]+ % (arithmetic|memory)$/m);
  expect(out).toMatch(/^the machine's peak, in the same run: [\d.]+ GFLOP\/s in registers, [\d.]+ GB\/s copying within /m);
});

test("bench in JSON: calls and work are those of the plan, rates those of times and work", () => {
  const cwd = folderWith({ "recurrent.nnet": recurrent });
  const words = ["bench", "recurrent.nnet", "--seconds", "1", "--format", "json", "--batch", "3", "--no-relaxed"];
  const json = JSON.parse(nnc(words, { cwd }).out);
  expect(json).toMatchObject({ version: 1, model: "Recurrent", target: "wasm", relaxed: false, program: "predict" });
  // Sizes that nobody gave are 32.
  expect(json.sizes).toEqual({ N: 3, T: 32 });
  const { plans } = compile({ name: "recurrent.nnet", text: recurrent }, { load: () => undefined, target: targets.get("wasm")! });
  const steps = plans[0]!.programs.find((p) => p.name === "predict")!.steps;
  const calls = steps.reduce((sum, step) => sum + (step.kind === "loop" ? 32 * step.steps.length : 1), 0);
  expect(json.kernels.reduce((sum: number, kernel: { calls: number }) => sum + kernel.calls, 0)).toBe(calls);
  for (const { name, flops, milliseconds, gflops, read, written, gigabytes, ofPeak } of json.kernels) {
    expect(milliseconds, name).toBeGreaterThan(0);
    expect(gflops, name).toBeCloseTo(flops / milliseconds / 1e6, 9);
    expect(gigabytes, name).toBeCloseTo((read + written) / milliseconds / 1e6, 9);
    expect(ofPeak, name).toBeCloseTo(Math.max(gflops / json.peak.gflops, gigabytes / json.peak.gigabytes), 9);
  }
});

test("bench --count: operations and bytes, for a target that needs a device, too", () => {
  const cwd = folderWith({ "dense.nnet": "model D {\n  input x: [N, 16]\n  output y = x |> Dense(8, bias: false)\n}\n" });
  for (const target of ["ts", "wgsl"]) {
    const { kernels, sizes } = JSON.parse(nnc(["bench", "dense.nnet", "--count", "--target", target, "--batch", "4", "--format", "json"], { cwd }).out);
    expect(sizes).toEqual({ N: 4 });
    const all = (key: string): number => kernels.reduce((sum: number, kernel: Record<string, number>) => sum + kernel[key]!, 0);
    expect({ target, flops: all("flops"), least: all("least") }).toEqual({ target, flops: 2 * 4 * 16 * 8, least: 4 * (4 * 16 + 16 * 8 + 4 * 8) });
  }
  const { code, out } = nnc(["bench", "dense.nnet", "--count"], { cwd });
  expect(code).toBe(0);
  expect(out).toContain("D, `predict`, target wasm, N = 32: nothing was run\n");
});

test("bench of a target that needs a device: what its threads ask for, what is moved behind a cache, and the least", () => {
  // Tiles of 16 by 16: each of the 30 along the matrix asks for the batch, each of the 16 along the batch for the matrix of 1.2 MB, which comes in twice where it does not stay.
  const cwd = folderWith({ "dense.nnet": "model D {\n  input x: [N, 640]\n  output y = x |> Dense(480, bias: false)\n}\n" });
  const bench = (...words: string[]): string => nnc(["bench", "dense.nnet", "--target", "wgsl", "--batch", "256", ...words], { cwd }).out;
  expect(bench()).toMatch(/^D, `predict`, target wgsl, N = 256, a cache of 4 MB: nothing was run\n\nkernel +calls +operations +asked for +moved +at least +times\n/);
  const [small, large] = [JSON.parse(bench("--cache", "1", "--format", "json")), JSON.parse(bench("--format", "json"))];
  expect([small.cache, large.cache]).toEqual([2 ** 20, 2 ** 22]);
  const least = 4 * (256 * 640 + 640 * 480 + 256 * 480);
  expect(large.kernels).toMatchObject([{ asked: 4 * (30 * 256 * 640 + 16 * 640 * 480 + 256 * 480), moved: least, least }]);
  expect(small.kernels[0].moved).toBe(least + 4 * 640 * 480);
});

test("bench of what cannot be run", () => {
  const cwd = folderWith({ "tiny.nnet": tiny, "none.nnet": "model None {\n  param w: [2] ~ ones\n}\n" });
  expect(nnc(["bench", "tiny.nnet", "--program", "trian"], { cwd })).toMatchObject({ code: 2, out: "", err: expect.stringContaining("did you mean `train`?") });
  expect(nnc(["bench", "none.nnet"], { cwd }).err).toContain("error[nothing-to-run]");
  expect(nnc(["bench", "tiny.nnet", "--target", "fpga"], { cwd }).err).toContain("error[unknown-target]");
});
