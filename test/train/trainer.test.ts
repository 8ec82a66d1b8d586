import fc from "fast-check";
import { expect, test } from "vitest";
import { DiagnosticError } from "../../src/diagnostics/diagnostic.ts";
import type { Phase } from "../../src/graph/graph.ts";
import type { Quantities } from "../../src/runtime/model.ts";
import { readSafetensors } from "../../src/runtime/safetensors.ts";
import { metadataOf, withMetadata } from "../../src/train/metadata.ts";
import { Trainer, type TrainingEvent, type TrainingSetup } from "../../src/train/trainer.ts";
import { clouds, FakeModel, phase, quantified, range } from "./fake-model.ts";

const dataset = clouds(60);
const splits = { train: range(dataset, 0, 42), val: range(dataset, 42, 52), test: range(dataset, 52, 60) };

function setup(phases: readonly Phase[], model = new FakeModel(), overrides: Partial<TrainingSetup> = {}): Omit<TrainingSetup, "model"> & { readonly model: FakeModel } {
  return { module: quantified, phases, splits, ...overrides, model };
}

async function runAll(trainer: Trainer): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  for await (const event of trainer.run()) events.push(event);
  return events;
}

const epochs = (events: readonly TrainingEvent[]) => events.filter((e) => e.kind === "epoch");

test("an epoch sees every example once, in a new order, and a short last batch", async () => {
  const job = setup([phase({ batch: 16, epochs: 2 })]);
  await runAll(new Trainer(job));
  expect(job.model.seen.map((b) => b.length)).toEqual([16, 16, 10, 16, 16, 10]);
  expect(job.model.seen.map((b) => b.epoch)).toEqual([0, 0, 0, 1, 1, 1]);
  const labels = [0, 3].map((at) => job.model.seen.slice(at, at + 3).flatMap((b) => b.labels));
  const expected = [...splits.train.rows].map((row) => dataset.fields[1]!.data[row]!).sort();
  for (const order of labels) expect([...order].sort()).toEqual(expected);
  expect(labels[0]).not.toEqual(labels[1]);
});

test("it learns, and means weigh batches by their lengths while counts are added", async () => {
  const job = setup([phase({ batch: 4, epochs: 8 })]);
  const last = epochs(await runAll(new Trainer(job))).at(-1)!;
  expect(last.val?.["accuracy"]).toBeGreaterThan(0.8);
  // 10 validation examples in batches of 4, 4 and 2 must give the same as one batch of 10.
  const once = job.model.evaluate(batchOf(splits.val.rows));
  expect(last.val?.["accuracy"]).toBeCloseTo(Number(once["accuracy"]), 12);
  expect(last.val?.["nll"]).toBeCloseTo(Number(once["nll"]), 12);
  expect(last.val?.["confusion"]).toEqual(Array.from(numbersOf(once["confusion"])));
  const share = last.val?.["share"];
  expect(Array.isArray(share) && share.map((s) => Math.round(s * 10))).toEqual(Array.from(numbersOf(once["share"]), (s) => Math.round(s * 10)));
});

function numbersOf(value: Quantities[string] | undefined): ArrayLike<number> {
  return typeof value === "object" ? value : [];
}

function batchOf(rows: Int32Array): Record<string, number[]> {
  return Object.fromEntries(
    dataset.fields.map((f) => [f.name, [...rows].flatMap((r) => [...f.data.subarray(r * f.stride, (r + 1) * f.stride)])]),
  );
}

const twoPhases = [phase({ name: "head", program: "train.head", epochs: 2, batch: 5 }), phase({ name: "all", program: "train.all", epochs: 2, batch: 16, seed: 9 })];

test("phases run in their order and are named to the model", async () => {
  const job = setup(twoPhases);
  const events = await runAll(new Trainer(job));
  expect([...new Set(job.model.seen.map((b) => `${b.phase} ${b.epoch}`))]).toEqual(["head 0", "head 1", "all 0", "all 1"]);
  expect(epochs(events).map((e) => `${e.phase.name} ${e.epoch}`)).toEqual(["head 0", "head 1", "all 0", "all 1"]);
});

test("the same seed gives the same weights, another seed does not", async () => {
  const weights = await Promise.all([1, 1, 2].map(async (seed) => {
    const job = setup([phase({ seed })]);
    await runAll(new Trainer(job));
    return job.model.weights.join();
  }));
  expect(weights[0]).toBe(weights[1]);
  expect(weights[0]).not.toBe(weights[2]);
});

/** Kills a training after each of the given numbers of events, resumes it each time, and returns the final bytes and the epochs. */
async function interrupted(phases: readonly Phase[], kills: readonly number[], spoil: (model: FakeModel) => void = () => {}): Promise<{ bytes: Uint8Array; epochs: unknown[] }> {
  let checkpoint: Uint8Array | undefined;
  const seen: TrainingEvent[] = [];
  for (const events of [...kills, Number.POSITIVE_INFINITY]) {
    const job = setup(phases);
    const trainer = new Trainer(job);
    if (checkpoint) trainer.resume(checkpoint, "a.checkpoint");
    spoil(job.model);
    let count = 0;
    for await (const event of trainer.run()) {
      seen.push(event);
      count += 1;
      if (count >= events) break;
    }
    checkpoint = await trainer.checkpoint();
  }
  return { bytes: checkpoint!, epochs: epochs(seen).map((event) => ({ ...event, phase: event.phase.name })) };
}

const stopping = [phase({ name: "a", program: "train.a", batch: 5, epochs: 30, stop: { split: "val", quantity: "accuracy", epochs: 2 } }), twoPhases[1]!];

function resumesExactly(spoil?: (model: FakeModel) => void): Promise<fc.RunDetails<[number[], boolean]>> {
  return fc.check(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 4 }), fc.boolean(), async (kills, stops) => {
      const phases = stops ? stopping : twoPhases;
      const broken = await interrupted(phases, kills, spoil);
      const whole = await interrupted(phases, []);
      expect(Buffer.from(broken.bytes).equals(Buffer.from(whole.bytes))).toBe(true);
      expect(broken.epochs).toEqual(whole.epochs);
    }),
    { seed: 3, numRuns: 60 },
  );
}

test("resuming after kills at random steps gives the same bytes and the same averages as no kill", async () => {
  const run = await resumesExactly();
  expect(run.counterexample).toBeNull();
  expect(run.numRuns).toBe(60);
});

test("that test catches a slot that is not restored", async () => {
  expect((await resumesExactly((model) => void model.momentum.fill(0))).failed).toBe(true);
});

test("early stopping: a loss improves downwards, a metric upwards, for so many epochs", async () => {
  const values = [3, 2, 2.5, 2, 1.9, 5, 6, 7];
  const stopAfter = async (quantity: "nll" | "accuracy", patience: number, sign: 1 | -1): Promise<number> => {
    const model = new FakeModel();
    let evaluation = 0;
    model.evaluate = () => ({ nll: sign * values[evaluation]!, accuracy: sign * values[evaluation++]!, share: new Float32Array(3), confusion: new Int32Array(9) });
    const job = setup([phase({ epochs: 8, batch: 100, stop: { split: "val", quantity, epochs: patience } })], model);
    const done = epochs(await runAll(new Trainer(job)));
    expect(done.map((e) => e.stopped)).toEqual(done.map((_, i) => i === done.length - 1));
    return done.length;
  };
  expect(await stopAfter("nll", 1, 1)).toBe(3);
  expect(await stopAfter("nll", 2, 1)).toBe(4);
  expect(await stopAfter("nll", 3, 1)).toBe(8);
  expect(await stopAfter("accuracy", 1, -1)).toBe(3);
  expect(await stopAfter("accuracy", 2, -1)).toBe(4);
  expect(await stopAfter("accuracy", 3, 1)).toBe(4);
});

test("a loss that is not finite is one coded error", async () => {
  const model = new FakeModel();
  const train = model.train.bind(model);
  model.train = (batch, options) => ({ ...train(batch, options), ...(model.step === 5 && { nll: Number.NaN }) });
  const trainer = new Trainer(setup([phase()], model));
  const events: TrainingEvent[] = [];
  const error = await thrownBy(async () => {
    for await (const event of trainer.run()) events.push(event);
  });
  expect(events).toHaveLength(4);
  expect(error.diagnostics.map((d) => d.code)).toEqual(["loss-not-finite"]);
  expect(error.diagnostics[0]!.message).toBe("loss `nll` is NaN in step 5");
});

test.each([
  ["non-finite-loss", "loss-not-finite"],
  ["wrong-length", "batch-refused"],
  ["thread-lost", "thread-lost"],
])("what the model refuses as %s is %s; other exceptions are not hidden", async (code, expected) => {
  class ModelError extends Error {
    override readonly name = "ModelError";
    readonly code = code;
  }
  const model = new FakeModel();
  model.train = () => {
    throw new ModelError("so it is");
  };
  const error = await thrownBy(() => runAll(new Trainer(setup([phase()], model))));
  expect(error.diagnostics.map((d) => d.code)).toEqual([expected]);
  model.train = () => {
    throw new TypeError("a mistake");
  };
  await expect(runAll(new Trainer(setup([phase()], model)))).rejects.toThrow(TypeError);
});

const checkpointCases: Readonly<Record<string, readonly [(bytes: Uint8Array) => Uint8Array, string]>> = {
  "empty": [() => new Uint8Array(), "checkpoint-damaged"],
  "cut in the header": [(b) => b.subarray(0, 30), "checkpoint-damaged"],
  "cut in the tensors": [(b) => b.subarray(0, b.length - 1), "checkpoint-damaged"],
  "weights only": [() => new FakeModel().save(), "checkpoint-damaged"],
  "not safetensors": [() => new TextEncoder().encode("hello, this is some text"), "checkpoint-damaged"],
  "another version": [(b) => withMetadata(b, { "nnc.training": '{"version":99}' }), "checkpoint-damaged"],
  "no JSON": [(b) => withMetadata(b, { "nnc.training": "{" }), "checkpoint-damaged"],
};

test.each(Object.entries(checkpointCases))("a checkpoint that is %s is refused", async (_, [spoil, code]) => {
  const bytes = await new Trainer(setup([phase()])).checkpoint();
  const error = await thrownBy(() => new Trainer(setup([phase()])).resume(spoil(bytes), "a.checkpoint"));
  expect(error.diagnostics.map((d) => [d.code, d.place])).toEqual([[code, "a.checkpoint"]]);
});

test.each([
  { batch: 8 },
  { seed: 2 },
  { name: "head" },
])("a checkpoint of a training with other settings is refused: %o", async (change) => {
  const bytes = await new Trainer(setup([phase()])).checkpoint();
  const error = await thrownBy(() => new Trainer(setup([phase(change)])).resume(bytes, "a.checkpoint"));
  expect(error.diagnostics.map((d) => d.code)).toEqual(["checkpoint-differs"]);
});

test("a finished training can be resumed for more epochs, as if it had never ended", async () => {
  const short = new Trainer(setup([phase({ epochs: 2 })]));
  await runAll(short);
  const job = setup([phase({ epochs: 5 })]);
  const more = new Trainer(job);
  more.resume(await short.checkpoint(), "a.checkpoint");
  await runAll(more);
  const whole = setup([phase({ epochs: 5 })]);
  await runAll(new Trainer(whole));
  expect(job.model.weights).toEqual(whole.model.weights);
});

test("missing data for training or for the rule to stop are refused at once", async () => {
  expect((await thrownBy(() => new Trainer(setup([phase()], new FakeModel(), { splits: {} })))).diagnostics[0]!.code).toBe("data-no-source");
  const rule = phase({ stop: { split: "val", quantity: "nll", epochs: 1 } });
  expect((await thrownBy(() => new Trainer(setup([rule], new FakeModel(), { splits: { train: splits.train } })))).diagnostics[0]!.code).toBe("data-no-source");
  const table = phase({ stop: { split: "val", quantity: "confusion", epochs: 1 } });
  expect((await thrownBy(() => new Trainer(setup([table])))).diagnostics[0]!.code).toBe("unknown-stop-quantity");
});

test("metadata leaves tensors and other metadata as they are", async () => {
  const bytes = new FakeModel().save();
  const twice = withMetadata(withMetadata(bytes, { a: "1", b: "ü\"" }), { a: "2" });
  expect(metadataOf(twice)).toEqual({ a: "2", b: "ü\"" });
  const model = new FakeModel();
  model.load(twice);
  expect(model.save()).toEqual(bytes);
  // Generated modules accept it, whose reader is strict.
  expect([...readSafetensors(twice).keys()]).toEqual(["W", "W/momentum", "step", "epoch"]);
});

async function thrownBy(run: () => unknown): Promise<DiagnosticError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof DiagnosticError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
