import { fail } from "../diagnostics/report.ts";
import type { Phase } from "../graph/graph.ts";
import type { AnyModel, Answer, Quantities } from "../runtime/model.ts";
import { Ahead } from "./ahead.ts";
import { accumulate, averagesOf, type Averages } from "./averages.ts";
import { atOnce, Batcher, batchCount, batchLength } from "./batches.ts";
import { decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";
import type { Examples } from "./dataset.ts";
import { evaluate, type Quantified } from "./evaluate.ts";
import { answered, guarded, refuseLoss } from "./guarded.ts";
import { withLegend } from "./legend.ts";
import { permutation, streams } from "./shuffle.ts";
import { nextEpoch, nextPhase, start, type TrainingState } from "./state.ts";
import { checkRule, shouldStop } from "./stop.ts";

export interface TrainingSetup {
  readonly module: Quantified;
  /** Created for sizes that hold the largest batch. */
  readonly model: AnyModel;
  /** In the order in which they run. */
  readonly phases: readonly Phase[];
  /** `train`, and where there are such data `val` and `test`. */
  readonly splits: Readonly<Record<string, Examples>>;
}

export type TrainingEvent =
  | {
      readonly kind: "step";
      readonly phase: Phase;
      /** From 0. */
      readonly epoch: number;
      /** Steps of this epoch that are done, of `steps`. */
      readonly step: number;
      readonly steps: number;
      /** Examples of this step. */
      readonly examples: number;
      /** Means over this epoch so far. */
      readonly averages: () => Averages;
    }
  | {
      readonly kind: "epoch";
      readonly phase: Phase;
      readonly epoch: number;
      readonly train: Averages;
      /** On the validation split, in test mode, after the epoch. */
      readonly val?: Averages;
      /** Whether the rule for early stopping ended the phase. */
      readonly stopped: boolean;
    };

/**
 * A training that its caller drives: `for await (const event of trainer.run())`. After any event the caller may take a
 * checkpoint, or just stop iterating. Rejects with a DiagnosticError when a loss is not finite or the model refuses a batch.
 */
export class Trainer {
  private readonly setup: TrainingSetup;
  private readonly train: Examples;
  /** The phases that run one after another; those in turn run with the ones that they follow. */
  private readonly leaders: readonly Phase[];
  private state: TrainingState;
  /** Steps that were handed to the model and are not yet in the state. */
  private readonly ahead = new Ahead();

  constructor(setup: TrainingSetup) {
    this.setup = setup;
    this.train = setup.splits["train"] ?? fail("data-no-source", { split: "train" });
    this.leaders = setup.phases.filter(({ after }) => after === undefined);
    for (const { stop } of setup.phases) if (stop) checkRule(stop, setup.module, Object.keys(setup.splits));
    this.state = start(setup.module.name, setup.phases, this.train);
  }

  /** The model's memory and the position of the training, which a model that answers later may have reached before its events. */
  async checkpoint(): Promise<Uint8Array> {
    await this.ahead.settled();
    const weights = await answered(() => this.setup.model.save());
    const { legend } = this.train.dataset;
    return encodeCheckpoint(legend ? withLegend(weights, legend) : weights, this.state);
  }

  /** Goes back to where a checkpoint was taken; `place` names it in diagnostics. */
  resume(checkpoint: Uint8Array, place: string): void {
    const state = decodeCheckpoint(checkpoint, this.state, place);
    guarded(() => this.setup.model.load(checkpoint), place);
    this.state = state;
  }

  /** Examples to go through in what is left of all phases, if none is stopped early. */
  remaining(): number {
    const { phase: at, epoch, sums } = this.state;
    const epochs = this.leaders.reduce((sum, phase, i) => sum + (i < at ? 0 : Math.max(0, phase.epochs - (i === at ? epoch : 0))), 0);
    return epochs * this.train.rows.length - sums.examples;
  }

  async *run(): AsyncGenerator<TrainingEvent, void> {
    const phases = this.leaders;
    for (let phase = phases[this.state.phase]; phase; phase = phases[this.state.phase]) {
      let stopped = false;
      while (!stopped && this.state.epoch < phase.epochs) stopped = yield* this.epoch(phase);
      if (!stopped) {
        // The last phase is left at its end: more epochs may be asked for when it is resumed.
        if (this.state.phase === phases.length - 1) return;
        nextPhase(this.state);
      }
    }
  }

  /** Runs the rest of an epoch; true if the phase has to stop. */
  private async *epoch(phase: Phase): AsyncGenerator<TrainingEvent, boolean> {
    const { state, train } = this;
    const { model, module } = this.setup;
    const declared = [...module.losses, ...module.metrics];
    const { epoch } = state;
    const rows = train.rows.length;
    const steps = batchCount(rows, phase.batch);
    const order = permutation(rows, phase.seed, streams.epoch, state.earlier + epoch).map((i) => train.rows[i]!);
    const batcher = new Batcher(train.dataset, phase.batch);
    const turns = inTurnWith(phase, this.setup.phases).map(({ name }) => ({ ...batcher.options, ...(name !== "" && { phase: name }) }));
    model.epoch = epoch;
    const examples = (at: number): number => batchLength(rows, phase.batch, at);
    const call = (at: number): Answer<Quantities>[] => {
      const batch = batcher.batch(order, at);
      return turns.map((options) => guarded(() => model.train(batch, options)));
    };
    const finish = (quantities: readonly Quantities[], at: number): void => {
      for (const said of quantities) this.refuseInfinite(said);
      // Where phases take turns, what the last of them says is reported: it has seen what the others did.
      accumulate(state.sums, quantities.at(-1)!, declared, examples(at));
      state.step += 1;
    };
    for await (const at of this.ahead.through(state.step, steps, call, finish)) {
      yield { kind: "step", phase, epoch, step: at + 1, steps, examples: examples(at), averages: () => averagesOf(state.sums, declared) };
    }
    const averages = averagesOf(state.sums, declared);
    const val = await this.evaluate("val", atOnce(phase));
    const { stop } = phase;
    const watched = stop && (stop.split === "train" ? averages : stop.split === "val" ? val : await this.evaluate(stop.split, atOnce(phase)));
    const stopped = stop !== undefined && watched !== undefined && shouldStop(stop, module, watched, state);
    nextEpoch(state);
    if (stopped) nextPhase(state);
    yield { kind: "epoch", phase, epoch, train: averages, ...(val && { val }), stopped };
    return stopped;
  }

  private async evaluate(split: string, batch: number): Promise<Averages | undefined> {
    const examples = this.setup.splits[split];
    return examples && evaluate(this.setup.model, this.setup.module, examples, batch);
  }

  private refuseInfinite(quantities: Quantities): void {
    for (const { name } of this.setup.module.losses) {
      const value = quantities[name];
      if (typeof value !== "number" || Number.isFinite(value)) continue;
      refuseLoss(`loss \`${name}\` is ${value} in step ${this.setup.model.step}`);
    }
  }
}

/** A phase and those that have a step after each of its steps, in the order of the source; some may follow each other. */
function inTurnWith(leader: Phase, phases: readonly Phase[]): readonly Phase[] {
  const names = new Set<string>();
  return phases.filter((phase) => {
    const taken = phase === leader || (phase.after !== undefined && names.has(phase.after));
    if (taken) names.add(phase.name);
    return taken;
  });
}
