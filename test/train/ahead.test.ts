import { expect, test } from "vitest";
import { setImmediate } from "node:timers/promises";
import { ModelError } from "../../src/runtime/error.ts";
import type { AnyModel, Batch, Quantities } from "../../src/runtime/model.ts";
import { Trainer, type TrainingEvent } from "../../src/train/trainer.ts";
import { clouds, FakeModel, phase, quantified, range } from "./fake-model.ts";

/** A model on a device: it computes at once, in the order of the calls, and says so some turns of the event loop later. */
class LaterModel implements AnyModel {
  readonly inner = new FakeModel();
  /** Calls that have no answer yet; the most there ever were. */
  underWay = 0;
  most = 0;
  /** Refuses all steps from this one on. */
  bad = Number.POSITIVE_INFINITY;

  get step(): number {
    return this.inner.step;
  }

  get epoch(): number {
    return this.inner.epoch;
  }

  set epoch(value: number) {
    this.inner.epoch = value;
  }

  train(batch: Batch): Promise<Quantities> {
    const at = this.inner.step;
    return this.later(at < this.bad ? this.inner.train(batch) : new ModelError("non-finite-loss", `loss \`nll\` is NaN in step ${at + 1}`));
  }

  evaluate(batch: Batch): Promise<Quantities> {
    return this.later(this.inner.evaluate(batch));
  }

  predict(): Promise<Quantities> {
    return this.later({});
  }

  async save(): Promise<Uint8Array> {
    return this.inner.save();
  }

  load(bytes: Uint8Array): void {
    this.inner.load(bytes);
  }

  private async later(answer: Quantities | ModelError): Promise<Quantities> {
    this.most = Math.max(this.most, ++this.underWay);
    for (let i = 0; i < 3; i++) await setImmediate();
    this.underWay -= 1;
    if (answer instanceof ModelError) throw answer;
    return answer;
  }
}

const dataset = clouds(60);
const splits = { train: range(dataset, 0, 42), val: range(dataset, 42, 60) };
const phases = [phase({ batch: 5, epochs: 3 })];

async function eventsOf(trainer: Trainer): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  for await (const event of trainer.run()) events.push(event);
  return events;
}

const told = (events: readonly TrainingEvent[]): unknown[] => events.map((event) => (event.kind === "step" ? [event.epoch, event.step, event.examples] : [event.epoch, event.train, event.val]));

test("a model that answers later has several steps under way, and its training is the same", async () => {
  const [now, later] = [new FakeModel(), new LaterModel()];
  const [expected, got] = [await eventsOf(new Trainer({ module: quantified, model: now, phases, splits })), await eventsOf(new Trainer({ module: quantified, model: later, phases, splits }))];
  expect(told(got)).toEqual(told(expected));
  expect(later.most).toBe(4);
  expect(later.inner.weights).toEqual(now.weights);
});

test("a checkpoint between two steps holds what is under way, and is resumed without a difference", async () => {
  const whole = new LaterModel();
  await eventsOf(new Trainer({ module: quantified, model: whole, phases, splits }));
  for (const stop of [1, 3, 8, 11]) {
    const broken = new Trainer({ module: quantified, model: new LaterModel(), phases, splits });
    let seen = 0;
    let bytes = new Uint8Array();
    for await (const _ of broken.run()) {
      if (++seen < stop) continue;
      bytes = Uint8Array.from(await broken.checkpoint());
      break;
    }
    const model = new LaterModel();
    const resumed = new Trainer({ module: quantified, model, phases, splits });
    resumed.resume(bytes, "checkpoint");
    const events = await eventsOf(resumed);
    expect(model.inner.weights).toEqual(whole.inner.weights);
    expect(events.at(-1)).toMatchObject({ kind: "epoch", epoch: 2 });
  }
});

test("of several steps that are refused, the first is reported", async () => {
  const model = new LaterModel();
  model.bad = 10;
  const seen: TrainingEvent[] = [];
  const training = async (): Promise<void> => {
    for await (const event of new Trainer({ module: quantified, model, phases, splits }).run()) seen.push(event);
  };
  await expect(training()).rejects.toMatchObject({ diagnostics: [{ code: "loss-not-finite", message: expect.stringContaining("step 11") as string }] });
  expect(seen.filter((event) => event.kind === "step")).toHaveLength(10);
});
