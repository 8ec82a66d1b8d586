import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { create } from "../emit/run.ts";
import { toTensors } from "../train/safetensors.ts";
import { folderWith, nnc } from "./run.ts";

// All that a step keeps of the positions is for the gradients: inputs are not in the arena, and the loss sees the last state alone.
const last = `model Last {
  input x: [N, T, 3]
  input y: [N]
  all, h = x |> RNN(16)
  loss mse = mean((mean(h, axis: 1) - y)^2)
  train { minimize mse using sgd(lr: 0.1) batch 4 }
}
`;

function planned(bytes: number, T: number, sizes = {}): ReturnType<typeof compile> {
  return compile({ name: "last.nnet", text: last }, { load: () => undefined, sizes, memory: { bytes, sizes: { T } } });
}

test("what is kept of T positions is kept of about the square root of T", () => {
  const bytes = (limit: number, T: number): number => planned(limit, T, { T }).memory[0]!.bytes;
  const whole = { short: bytes(1e12, 1024), long: bytes(1e12, 4096) };
  expect(whole.long / whole.short).toBeGreaterThan(3.9);
  const cut = { short: bytes(whole.short / 4, 1024), long: bytes(whole.long / 4, 4096) };
  expect(cut.long / cut.short).toBeLessThan(2.2);
  expect(cut.long).toBeLessThan(whole.long / 15);
});

test("a limit that is met leaves the plan as it is, one that is not cuts scans, one that cannot be met is an error", () => {
  const free = planned(1e12, 256);
  expect(free.memory[0]).toMatchObject({ segmented: false, sizes: { N: 4, T: 256 } });
  const limit = free.memory[0]!.bytes;
  expect(planned(limit, 256).memory[0]).toMatchObject({ segmented: false, bytes: limit });
  const cut = planned(limit - 1, 256);
  expect(cut.memory[0]!.segmented).toBe(true);
  expect(cut.memory[0]!.bytes).toBeLessThan(limit);
  expect(cut.diagnostics).toEqual([]);
  expect(planned(1000, 256).diagnostics.map((d) => d.code)).toEqual(["memory-exceeded"]);
});

test("a generated module trains the same, for lengths that are no multiple of a segment, too", async () => {
  const [whole, cut] = [planned(1e12, 100), planned(4e4, 100)].map(({ plans }) => plans[0]!);
  const batch = { x: Float32Array.from({ length: 4 * 100 * 3 }, (_, i) => Math.sin(i * i)), y: [0.1, -0.2, 0.3, -0.4] };
  const trained = await Promise.all([whole!, cut!].map(async (plan) => {
    const model = await create(plan, { N: 4, T: 100, seed: 5 });
    for (const T of [100, 100, 37, 1]) model.train({ x: batch.x.subarray(0, 4 * T * 3), y: batch.y });
    return toTensors(model.save());
  }));
  let compared = 0;
  for (const [name, values] of Object.entries(trained[0]!)) {
    values.forEach((value, i) => expect(Math.abs(value - trained[1]![name]![i]!)).toBeLessThan(1e-6));
    compared += values.length;
  }
  expect(compared).toBeGreaterThan(300);
});

test("check says what a step needs, compile writes a module that fits", () => {
  const cwd = folderWith({ "last.nnet": last });
  const limit = ["--max-memory", "30kB", "--sizes", "T=256"];
  const { code, out } = nnc(["check", "last.nnet", ...limit], { cwd });
  expect(code).toBe(0);
  const [, bytes] = /^last.nnet: Last: a step needs ([\d,]+) bytes for N = 4, T = 256, its scans cut into segments$/m.exec(out) ?? [];
  expect(Number(bytes?.replaceAll(",", ""))).toBeLessThanOrEqual(30_000);
  expect(nnc(["compile", "last.nnet", "-o", "last.ts", ...limit], { cwd }).code).toBe(0);
  expect(readFileSync(join(cwd, "last.ts"), "utf8")).toContain("export class Last");
});

test.each([
  [["--max-memory", "1kB", "--sizes", "T=256"], "memory-exceeded", 1],
  [["--max-memory", "1GB"], "memory-of-sizes", 2],
  [["--max-memory", "much"], "bad-option-value", 2],
  [["--max-memory", "1GB", "--sizes", "T"], "bad-option-value", 2],
  [["--max-memory", "1GB", "--sizes", "Q=8"], "memory-of-sizes", 2],
])("%j gives %s", (options, expected, status) => {
  const cwd = folderWith({ "last.nnet": last });
  const { code, out, err } = nnc(["check", "last.nnet", ...options], { cwd });
  expect(out + err).toContain(`error[${expected}]`);
  expect(code).toBe(status);
});

test("nnc train asks its data for the sizes", () => {
  const rows = Array.from({ length: 8 }, (_, n) => Array.from({ length: 61 }, (_, i) => Math.sin(n + i).toFixed(4)).join(",")).join("\n");
  const cwd = folderWith({ "last.nnet": `${last}data train = csv("t.csv") {\n  x = reshape(columns(0..59), [20, 3])\n  y = column(60)\n}\n`, "t.csv": rows });
  const trained = (...more: string[]): string => nnc(["train", "last.nnet", "--quiet", "--format", "json", ...more], { cwd }).out;
  const limited = trained("--max-memory", "9kB");
  expect(limited).toBe(trained());
  expect(limited).toContain('"mse"');
});
