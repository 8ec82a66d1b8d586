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

test("gradcheck: every parameter correct, exit 0", () => {
  const cwd = folderWith({ "tiny.nnet": tiny, "still.nnet": "model Still {\n  input x: [N, 4]\n  output y = relu(x)\n}\n" });
  const { code, out, err } = nnc(["gradcheck", "tiny.nnet"], { cwd });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/^net.W +\[4, 3\] +12 of 12 +0 +\S+ +correct\nnet.b +\[3\] +3 of 3 +0 +\S+ +correct$/m);
  const json = JSON.parse(nnc(["gradcheck", "tiny.nnet", "--format", "json", "--sample", "5", "--set", "N=2"], { cwd }).out);
  expect(json.phases[0].parameters.map((p: { checked: number }) => p.checked)).toEqual([5, 3]);
  expect(nnc(["gradcheck", "still.nnet"], { cwd }).err).toContain("error[nothing-to-check]");
});
