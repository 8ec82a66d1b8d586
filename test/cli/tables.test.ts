import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith, nnc, tiny } from "./run.ts";

test("summary: layers, totals, memory", () => {
  const cwd = folderWith({ "tiny.nnet": tiny });
  const { code, out } = nnc(["summary", "tiny.nnet"], { cwd });
  expect(code).toBe(0);
  expect(out).toContain("Tiny, FLOPs and memory at N = 8\n");
  expect(out).toMatch(/^net +\[N, 3\] +15 /m);
  const json = JSON.parse(nnc(["summary", "tiny.nnet", "--set", "N=16", "--format", "json"], { cwd }).out);
  expect(json).toMatchObject({ version: 1, model: "Tiny", sizes: { N: 16 }, parameters: 15, memory: { parameters: 60 } });
  // y = x W + b: 2 * 16 * 4 * 3 and 16 * 3.
  expect(json.layers[0]).toMatchObject({ name: "net", forward: 2 * 16 * 4 * 3 + 16 * 3 });
  expect(json.step).toBeGreaterThan(json.forward);
  expect(nnc(["summary", "tiny.nnet", "--set", "M=1"], { cwd })).toMatchObject({ code: 2, out: "" });
});

/** The file runs in the folder of the sources. */
const workload = (name: string): string => join(import.meta.dirname, `../../bench/workloads/${name}.nnet`);

test.each([
  ["mlp", 14],
  ["lenet", 30],
  ["convnet", 90],
])("summary: a training step of %s takes at most %d dispatches on a device", (name, most) => {
  const { run, target } = JSON.parse(nnc(["summary", workload(name), "--target", "wgsl", "--format", "json"]).out);
  expect(target).toBe("wgsl");
  expect(run.calls).toBeGreaterThan(5);
  expect(run.calls).toBeLessThanOrEqual(most);
  // Every parameter is read and written.
  expect(run.bytes).toBeGreaterThan(10_000);
});

test("summary: calls and bytes of the target", () => {
  const cwd = folderWith({ "tiny.nnet": tiny, "parts.nnet": tiny.replace("batch 8", "batch 8 in 2 parts"), "still.nnet": "model Still {\n  input x: [N, 4]\n  output y = relu(x)\n}\n" });
  expect(nnc(["summary", "tiny.nnet"], { cwd }).out).toMatch(/^for the target wasm: \d+ calls of kernels in a training step, which move at least \d/m);
  expect(nnc(["summary", "tiny.nnet", "--target", "wgsl"], { cwd }).out).toMatch(/^for the target wgsl: \d+ dispatches in a training step/m);
  expect(nnc(["summary", "still.nnet"], { cwd }).out).not.toContain("for the target");
  // As many bytes as the kernels that are counted one by one, and those of a batch in parts as often as there are parts.
  for (const file of ["tiny.nnet", "parts.nnet"]) {
    const { kernels } = JSON.parse(nnc(["bench", file, "--count", "--target", "wasm", "--format", "json"], { cwd }).out);
    const { run } = JSON.parse(nnc(["summary", file, "--format", "json"], { cwd }).out);
    expect(run).toEqual({
      calls: kernels.reduce((sum: number, { calls }: { calls: number }) => sum + calls, 0),
      bytes: kernels.reduce((sum: number, { read, written }: { read: number; written: number }) => sum + read + written, 0),
    });
  }
});

test("gradcheck: every parameter correct, exit 0", () => {
  const cwd = folderWith({ "tiny.nnet": tiny, "still.nnet": "model Still {\n  input x: [N, 4]\n  output y = relu(x)\n}\n" });
  const { code, out, err } = nnc(["gradcheck", "tiny.nnet"], { cwd });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/^net.W +\[4, 3\] +12 of 12 +0 +\S+ +correct\nnet.b +\[3\] +3 of 3 +0 +\S+ +correct$/m);
  const json = JSON.parse(nnc(["gradcheck", "tiny.nnet", "--format", "json", "--sample", "5", "--set", "N=2"], { cwd }).out);
  expect(json.phases[0].parameters.map((p: { checked: number }) => p.checked)).toEqual([5, 3]);
  expect(nnc(["gradcheck", "still.nnet"], { cwd }).err).toContain("error[nothing-to-check]");
});
