import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import loadWabt from "wabt";
import { compile } from "../../../src/compile.ts";
import { ModuleBuilder } from "../../../src/emit/wasm/assembler/module.ts";
import { writeFirstTurn, writeMeet } from "../../../src/emit/wasm/code/threads.ts";
import { targets } from "../../../src/emit/targets.ts";
import { firstTurn, isShared } from "../../../src/kernel/share.ts";
import { threadWords } from "../../../src/runtime/threads.ts";
import type { GeneratedModel } from "../../../src/runtime/model.ts";
import type { Plan } from "../../../src/schedule/plan.ts";
import { callsOf } from "../../../src/schedule/steps.ts";
import { create, emit } from "../run.ts";

const wasm = targets.get("wasm")!;

declare const WebAssembly: {
  readonly Memory: new (limits: object) => { readonly buffer: ArrayBuffer };
  instantiate(bytes: Uint8Array, imports: object): Promise<{ readonly instance: { readonly exports: Readonly<Record<string, (...values: number[]) => number>> } }>;
};

function planOf(body: string): Plan {
  const { plans, diagnostics } = compile({ name: "m.nnet", text: `model M {\n${body}\n}\n` }, { load: () => undefined, target: wasm });
  if (!plans[0]) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  return plans[0];
}

const pictures = planOf(`
  input x: [N, 12, 12, 2]
  input y: index(5)[N]
  logits = x |> Conv(8, 3, pad: same) |> BatchNorm |> relu |> max_pool(2) |> flatten |> Dropout(0.2) |> Dense(40) |> tanh |> Dense(5)
  output p = softmax(logits)
  loss nll = cross_entropy(logits, y)
  train { minimize nll using adam(lr: 1e-3) clip norm(5) batch 16 }`);

const words = planOf(`
  input x: index(17)[N, T]
  input y: index(17)[N, T]
  logits = x |> Embedding(16) |> LSTM(32) |> Dense(17)
  output p = softmax(logits)
  loss nll = cross_entropy(logits, y)
  train { minimize nll using adam(lr: 1e-2) batch 16 }`);

const line = planOf(`
  input x: [N, 40]
  input t: [N]
  y = reshape(x |> Dense(64) |> tanh |> Dense(1), [N])
  loss square = mean((y - t)^2)
  train { minimize square using sgd(lr: 1e-2) batch 16 }`);

const [N, T] = [16, 9];
const batches = {
  pictures: { x: Float32Array.from({ length: N * 288 }, (_, i) => Math.sin(i * i)), y: Int32Array.from({ length: N }, (_, i) => i % 5) },
  words: { x: Int32Array.from({ length: N * T }, (_, i) => (i * i + 3) % 17), y: Int32Array.from({ length: N * T }, (_, i) => (i * 5 + 1) % 17) },
};
const models = { pictures: { plan: pictures, sizes: { N } }, words: { plan: words, sizes: { N, T } } };

async function trained(which: keyof typeof models, threads: number, relaxed = true): Promise<{ readonly losses: unknown[]; readonly file: Uint8Array; readonly p: unknown }> {
  const model = await create(models[which].plan, { ...models[which].sizes, seed: 3, threads, relaxed }, wasm);
  const losses = Array.from({ length: 4 }, () => model.train(batches[which], { sizes: models[which].sizes })["nll"]);
  const outcome = { losses, file: model.save(), p: model.predict({ x: batches[which].x }, { sizes: models[which].sizes }) };
  model.close!();
  return outcome;
}

afterEach(() => vi.restoreAllMocks());

test.each(["pictures", "words"] as const)("the numbers are the same to the bit in 1, 2, 3 and 5 threads: %s", async (which) => {
  const { plan } = models[which];
  const steps = callsOf(plan.programs.find(({ name }) => name === "train")!.steps);
  expect(steps.filter(({ kernel }) => isShared(kernel)).length).toBeGreaterThan(steps.length / 3);
  const alone = await trained(which, 1);
  expect(new Set(alone.losses).size).toBe(4);
  for (const threads of [2, 3, 5]) expect(await trained(which, threads), `${threads} threads`).toEqual(alone);
  expect(await trained(which, 2, false)).toEqual(await trained(which, 1, false));
});

test("a batch that is smaller than the number of threads, and a size of every call", async () => {
  const [one, four] = await Promise.all([1, 4].map((threads) => create(pictures, { N, seed: 1, threads }, wasm)));
  for (const n of [1, 3, 16]) {
    const batch = { x: batches.pictures.x.slice(0, n * 288), y: batches.pictures.y.slice(0, n) };
    expect(four!.train(batch)).toEqual(one!.train(batch));
  }
  expect(four!.save()).toEqual(one!.save());
  four!.close!();
});

test("a loss that is not finite leaves the weights as they were in all threads, which go on", async () => {
  const [one, two] = await Promise.all([1, 2].map((threads) => create(line, { N, seed: 1, threads }, wasm)));
  const x = Float32Array.from({ length: N * 40 }, (_, i) => Math.sin(i * i));
  const [wrong, right] = [3e38, 1].map((t) => ({ x, t: Array.from({ length: N }, () => t) }));
  for (const model of [one!, two!]) {
    const before = model.save();
    expect(() => model.train(wrong!)).toThrow(expect.objectContaining({ code: "non-finite-loss" }));
    expect(model.save()).toEqual(before);
  }
  expect(two!.train(right!)).toEqual(one!.train(right!));
  expect(two!.save()).toEqual(one!.save());
  two!.close!();
});

test.each([0, -1, 1.5, 65, 1000, Number.NaN, "2"])("threads: %s is refused", async (threads) => {
  await expect(create(pictures, { N, threads }, wasm)).rejects.toMatchObject({ code: "bad-option", message: `threads must be a whole number from 1 to 64, not ${threads}` });
});

test("a closed model is saved, and nothing else; one without threads has nothing to close", async () => {
  const [one, two] = await Promise.all([1, 2].map((threads) => create(pictures, { N, seed: 1, threads }, wasm)));
  for (const model of [one!, two!]) model.close!();
  two!.close!();
  expect(() => two!.train(batches.pictures)).toThrow(expect.objectContaining({ code: "closed", message: expect.stringContaining("create it again") }));
  expect(two!.save()).toEqual(one!.save());
  one!.train(batches.pictures);
});

test("where no memory can be shared, the model runs in one thread and says so", async () => {
  vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined);
  const warn = vi.spyOn(console, "warn").mockReturnValue();
  const model = await create(pictures, { N, seed: 3, threads: 2 }, wasm);
  expect(warn).toHaveBeenCalledOnce();
  expect(warn.mock.calls[0]![0]).toMatch(/runs in one thread, not 2: .*Cross-Origin-Opener-Policy: same-origin/);
  expect(model.train(batches.pictures)["nll"]).toBe((await trained("pictures", 1)).losses[0]);
});

/** The threads that a model starts, and what they are sent. */
function watched(change: (job: { names: readonly string[] }) => object = (job) => job): { terminate(): Promise<number> }[] {
  const threads = process.getBuiltinModule("node:worker_threads");
  const made: { terminate(): Promise<number> }[] = [];
  class Watched extends threads.Worker {
    constructor(...options: ConstructorParameters<typeof threads.Worker>) {
      super(...options);
      made.push(this);
    }
    override postMessage(job: unknown): void {
      super.postMessage(change(job as { names: readonly string[] }), []);
    }
  }
  vi.spyOn(process, "getBuiltinModule").mockReturnValue({ Worker: Watched } as unknown as typeof threads);
  return made;
}

function lost(model: GeneratedModel): void {
  for (let tries = 0; tries < 2; tries++) {
    expect(() => model.train(batches.pictures)).toThrow(expect.objectContaining({ name: "ModelError", code: "thread-lost", message: expect.stringContaining("create the model again, and load the last save") }));
  }
  expect(model.save().length).toBeGreaterThan(1000);
}

test("when a thread was ended from outside, steps fail with what to do, and never wait for it", async () => {
  const threads = watched();
  const model = await create(pictures, { N, threads: 3 }, wasm);
  expect(threads.length).toBe(2);
  model.train(batches.pictures);
  await threads[1]!.terminate();
  lost(model);
});

test("when a thread throws in the middle of a step, the step fails", async () => {
  // It does not know the programs, but for the one that gives the first weights.
  watched((job) => ({ ...job, names: job.names.map((name) => (name === "train" ? "unknown" : name)) }));
  lost(await create(pictures, { N, threads: 3 }, wasm));
});

test("when a thread cannot be started, create fails", async () => {
  watched((job) => ({ ...job, module: undefined }));
  await expect(create(pictures, { N, threads: 2 }, wasm)).rejects.toMatchObject({ code: "thread-lost", message: expect.stringContaining("TypeError") });
});

test("a program ends though its model still has threads, which sleep while it does something else", { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "nnc-threads-"));
  try {
    writeFileSync(join(folder, "model.mjs"), stripTypeScriptTypes(emit(pictures, wasm)));
    const program = `
      import { M } from "./model.mjs";
      const model = await M.create({ N: ${N}, threads: 4 });
      model.train({ x: Array.from({ length: ${N * 288} }, (_, i) => i % 3), y: Array(${N}).fill(1) });
      await new Promise((resolve) => setTimeout(resolve, 100));
      const begin = process.cpuUsage();
      await new Promise((resolve) => setTimeout(resolve, 400));
      const { user, system } = process.cpuUsage(begin);
      console.log(JSON.stringify({ step: model.step, busy: (user + system) / 1000 }));`;
    writeFileSync(join(folder, "program.mjs"), program);
    const { step, busy } = JSON.parse(execFileSync(process.execPath, [join(folder, "program.mjs")], { encoding: "utf8", timeout: 50_000 })) as { step: number; busy: number };
    expect(step).toBe(1);
    // Three threads that look for work would have taken up to 1,200 ms of the processors.
    expect(busy).toBeLessThan(200);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the function that divides turns is that of the evaluator", async () => {
  const module = new ModuleBuilder();
  module.function("first_turn", ["i", "i", "i"], ["i"], true, writeFirstTurn);
  const { instance } = await WebAssembly.instantiate(module.finish().bytes, { m: { m: new WebAssembly.Memory({ initial: 0, maximum: 1 }) } });
  const first = instance.exports["first_turn"]!;
  for (const turns of [0, 1, 5, 64, 2 ** 30]) for (const parts of [1, 2, 3, 64]) for (let part = 0; part <= parts; part++) expect(first(turns, part, parts)).toBe(firstTurn(turns, { part, parts }));
});

test("who waits for a thread that never comes gives up; shared memory is one byte of the binary", async () => {
  const module = new ModuleBuilder();
  const meet = writeMeet(module);
  module.function("twice", [], [], true, (b) => void b.call(meet).call(meet));
  const { bytes, sharing } = module.finish();
  bytes[sharing] = 3;
  const wabt = await loadWabt();
  const read = wabt.readWasm(bytes, { simd: true, threads: true });
  expect(read.toText({})).toContain("(memory (;0;) 0 65536 shared)");
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const words = new Int32Array(memory.buffer);
  const told = async (s: object): Promise<number> => {
    const { instance } = await WebAssembly.instantiate(bytes, { m: { m: memory }, s });
    words.fill(0);
    instance.exports["twice"]!();
    return words[threadWords.lost]!;
  };
  expect(await told({ part: 0, parts: 1, sleeps: 1, patience: 1 })).toBe(0);
  for (const sleeps of [0, 1]) expect(await told({ part: 0, parts: 2, sleeps, patience: 2 }), `sleeps: ${sleeps}`).toBe(1);
});
