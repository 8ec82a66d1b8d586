import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { processorTargets } from "../../src/emit/targets.ts";
import type { GeneratedModel } from "../../src/runtime/model.ts";
import { readSafetensors } from "../../src/runtime/safetensors.ts";
import type { Plan } from "../../src/schedule/plan.ts";
import { saveTensors } from "../../src/runtime/state.ts";
import { atOnce } from "../../src/train/batches.ts";
import { loadModule } from "../../src/train/load.ts";
import { metadataOf } from "../../src/train/metadata.ts";
import { loadPart } from "../../src/train/part.ts";
import { Trainer, type TrainingEvent } from "../../src/train/trainer.ts";
import { create, emit, typeErrors } from "../emit/run.ts";
import { clouds, range } from "./fake-model.ts";

const text = (settings: string, more = ""): string => `model M {
  input x: [N, 3], y: index(3)[N]
  net = Dense(3)
  logits = net(x)
  output p          = softmax(logits)
  loss nll          = cross_entropy(logits, y)
  metric accuracy   = accuracy(logits, y)
  metric confusion  = confusion(logits, y)
  metric share      = mean(softmax(logits), axis: 0)
  metric each       = sum(logits, axis: 1)
  train ${more.includes("train") ? "first " : ""}{ minimize nll using adam(lr: 0.05) clip norm(0.5) epochs 3 ${settings} }
  ${more}
}`;

function planOf(source: string): Plan {
  const { diagnostics, plans } = compile({ name: "m.nnet", text: source }, { load: () => undefined });
  expect(diagnostics).toEqual([]);
  return plans[0]!;
}

const dataset = clouds(60);
const splits = { train: range(dataset, 0, 42), val: range(dataset, 42, 60) };
const numbers = (value: unknown): number[] => (typeof value === "number" ? [value] : Array.from(value as Float32Array));

function values(model: GeneratedModel): Map<string, Float32Array> {
  return new Map([...readSafetensors(model.save())].map(([name, { bytes }]) => [name, new Float32Array(bytes.slice().buffer)]));
}

function close(a: ArrayLike<number>, b: ArrayLike<number>): void {
  expect(a.length).toBe(b.length);
  for (let i = 0; i < a.length; i++) expect(Math.abs(a[i]! - b[i]!)).toBeLessThan(1e-5);
}

test.each([...processorTargets])("%s: a step in parts reports what the undivided step does, on memory for one part", async (_, target) => {
  const made = async (settings: string) => (await loadModule(target.emit(planOf(text(settings))), "M")).create();
  const [whole, parts] = [await made("batch 10"), await made("batch 10 in 4 parts")];
  const batch = { x: dataset.fields[0]!.data.subarray(0, 30), y: dataset.fields[1]!.data.subarray(0, 10) };
  for (let step = 0; step < 3; step++) {
    const [a, b] = [whole.train(batch), parts.train(batch)];
    expect(Object.keys(b)).toEqual(["nll", "accuracy", "confusion", "share", "each"]);
    for (const [name, value] of Object.entries(a)) close(numbers(value), numbers(b[name]));
    expect(b["confusion"]).toEqual(a["confusion"]);
  }
  const [a, b] = [values(whole), values(parts)];
  expect([...b.keys()]).toEqual([...a.keys()]);
  for (const [name, value] of a) if (!["step", "epoch", "seed"].includes(name)) close(value, b.get(name)!);
  expect([whole.step, parts.step]).toEqual([3, 3]);
});

test("what does not fit is refused before it is used", async () => {
  const model = await create(planOf(text("batch 8 in 4 parts")), {});
  const batch = (x: number, y: number) => ({ x: new Float32Array(3 * x), y: new Int32Array(y) });
  const before = model.save();
  expect(() => model.train(batch(9, 9))).toThrow("N is 9, in 4 parts of 3, but the model was created for at most 2: create({ N: 3 })");
  expect(() => model.train(batch(8, 7))).toThrow("input `y` has 7 elements; its shape [N] has 8 here");
  expect(() => model.train(batch(8, 9))).toThrow("input `y` has 9 elements");
  expect(() => model.train({ ...batch(8, 8), y: [0, 0, 0, 0, 0, 0, 0, 3] })).toThrow("must be a whole number from 0 to 2");
  expect(model.save()).toEqual(before);
  model.train(batch(5, 5));
  model.train(batch(1, 1));
  expect(model.step).toBe(2);
});

test("`nnc train` with parts goes where it goes without, and resumes", async () => {
  const runs = await Promise.all(["batch 16", "batch 16 in 3 parts"].map(async (settings) => {
    const plan = planOf(text(settings));
    const trainer = new Trainer({ module: plan.module, model: await create(plan, {}), phases: plan.module.phases, splits });
    const events: Extract<TrainingEvent, { kind: "epoch" }>[] = [];
    for await (const event of trainer.run()) if (event.kind === "epoch") events.push(event);
    return { trainer, atOnce: atOnce(plan.module.phases[0]!), events };
  }));
  const [whole, parts] = [runs[0]!, runs[1]!];
  expect([whole.atOnce, parts.atOnce]).toEqual([16, 6]);
  expect(whole.events.length).toBe(3);
  for (const [i, { train, val }] of whole.events.entries()) {
    const other = parts.events[i]!;
    for (const name of ["nll", "accuracy", "share"]) close(numbers(train[name]), numbers(other.train[name]));
    expect(other.train["confusion"]).toEqual(train["confusion"]);
    close(numbers(val!["nll"]), numbers(other.val!["nll"]));
  }
  expect(metadataOf(await parts.trainer.checkpoint())["nnc.training"]).toContain("16 in 3 parts");
  const checkpoint = await parts.trainer.checkpoint();
  expect(() => whole.trainer.resume(checkpoint, "c")).toThrow("the checkpoint was written with batch 16 in 3 parts, now it is 16");
});

test("modules with parts and several phases are strict TypeScript", () => {
  const phases = text("batch 8", "train second { minimize nll using sgd batch 9 in 3 parts average 0.5 }");
  expect(typeErrors({ one: emit(planOf(text("batch 8 in 4 parts"))), two: emit(planOf(phases)), names: emit(planOf("model from {\n  input count: [whole, part, length]\n  param w: [] ~ ones\n  loss l = w * mean(count)\n  metric part = count\n  train { minimize l using sgd batch 4 in 2 parts }\n}")), optional: emit(planOf("model M {\n  input x: [N, 2]\n  input h: [N, 2] = 0\n  param w: [] ~ ones\n  loss l = w * mean(x + h)\n  train { minimize l using sgd batch 4 in 2 parts }\n}")) })).toBe("");
});

test("evaluate and predict use the averages, which are saved; a phase without `average` lets them follow", async () => {
  const model = await create(planOf(text("average 0.9", "train second { minimize nll using sgd(lr: 0.5) }")), { N: 60 });
  const [x, y] = dataset.fields.map(({ data }) => data);
  const batch = { x: x!, y: y! };
  const [w0, p0] = [values(model).get("net.W")!, model.predict({ x: x! })["p"]];
  expect(values(model).get("net.W/average")).toEqual(w0);
  model.train(batch, { phase: "first" });
  const [w1, a1] = [values(model).get("net.W")!, values(model).get("net.W/average")!];
  close(a1, w1.map((w, i) => 0.9 * w0[i]! + 0.1 * w));
  expect(Math.max(...w1.map((w, i) => Math.abs(w - a1[i]!)))).toBeGreaterThan(0.02);
  // The same outputs as a model whose weights are the averages.
  const plain = await create(planOf(text("")), { N: 60 });
  const averaged = values(model);
  expect(model.predict({ x: x! })["p"]).not.toEqual(p0);
  await loadPart(plain, "net", named({ "net.W": [3, 3], "net.b": [3] }, (name) => averaged.get(`${name}/average`)!), "a");
  expect(model.predict({ x: x! })["p"]).toEqual(plain.predict({ x: x! })["p"]);
  expect(model.evaluate(batch)["nll"]).toBe(plain.evaluate(batch)["nll"]);
  model.train(batch, { phase: "second" });
  expect(values(model).get("net.W/average")).toEqual(values(model).get("net.W"));
  // A part from a file without averages begins with its parameters.
  await loadPart(model, "net", named({ "net.W": [3, 3], "net.b": [3] }, (name) => new Float32Array(name === "net.W" ? 9 : 3).fill(0.25)), "b");
  expect([...values(model).get("net.W/average")!]).toEqual(Array.from({ length: 9 }, () => 0.25));
});

/** A safetensors file. */
function named(shapes: Record<string, number[]>, data: (name: string) => Float32Array): Uint8Array {
  return saveTensors(Object.entries(shapes).map(([name, shape]) => ({ name, shape, data: data(name) })), {});
}
