import type { Target } from "../emit/target.ts";
import type { GeneratedModel } from "../runtime/model.ts";
import type { Plan } from "../schedule/plan.ts";
import { guarded } from "../train/guarded.ts";
import { loadModule } from "../train/load.ts";
import type { Call } from "./call.ts";

export interface MeasuredModel {
  /** Runs the call so many milliseconds, at least once; those of each run. */
  run(milliseconds: number): readonly number[];
  /** Ends its threads. */
  close(): void;
}

export interface TimedModel {
  /** The same; of each run, the milliseconds of each step, in the order of `timedSteps`. */
  run(milliseconds: number): readonly Float64Array[];
  close(): void;
}

/** Runs after which the state is what it was at the beginning. */
const mostRuns = 16;

/** The model as users have it. */
export async function measuredModel(plan: Plan, target: Target, call: Call): Promise<MeasuredModel> {
  const { model } = await created(plan, target, call, false);
  return {
    close: () => model.close?.(),
    run: (milliseconds) =>
      repeated(model, call, milliseconds, (run) => {
        const begin = performance.now();
        run();
        return performance.now() - begin;
      }),
  };
}

/** The model made to be measured. */
export async function timedModel(plan: Plan, target: Target, call: Call): Promise<TimedModel> {
  const { model, stepTimes } = await created(plan, target, call, true);
  return {
    close: () => model.close?.(),
    run: (milliseconds) =>
      repeated(model, call, milliseconds, (run) => {
        stepTimes.fill(0);
        run();
        return stepTimes.slice();
      }),
  };
}

async function created(plan: Plan, target: Target, { options }: Call, timed: boolean): Promise<{ readonly model: GeneratedModel; readonly stepTimes: Float64Array }> {
  const generated = await loadModule(target.emit(plan, { timed }), plan.module.name);
  const model = await guarded(() => generated.create(options));
  const stepTimes = "stepTimes" in generated && generated.stepTimes instanceof Float64Array ? generated.stepTimes : new Float64Array();
  return { model, stepTimes };
}

function repeated<T>(model: GeneratedModel, { batches, run }: Call, milliseconds: number, measured: (run: () => void) => T): readonly T[] {
  const results: T[] = [];
  const state = model.save();
  for (const end = performance.now() + milliseconds; results.length === 0 || performance.now() < end; ) {
    if (results.length % mostRuns === mostRuns - 1) model.load(state);
    const batch = batches[results.length % batches.length]!;
    results.push(measured(() => guarded(() => run(model, batch))));
  }
  model.load(state);
  return results;
}
