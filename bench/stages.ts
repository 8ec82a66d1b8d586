import type { Source } from "../src/base/source.ts";
import { check, optimize } from "../src/compile.ts";
import type { Target } from "../src/emit/target.ts";
import { schedule } from "../src/schedule/schedule.ts";
import { cpu } from "./exponent.ts";

export const stages = ["check", "optimize", "schedule", "emit"] as const;
/** CPU milliseconds of each stage of the compiler. */
export type Times = Record<(typeof stages)[number], number>;

export function stageTimes(source: Source, target: Target, load: (path: string) => Source | undefined = () => undefined): Times {
  const times: Times = { check: 0, optimize: 0, schedule: 0, emit: 0 };
  const timed = <T>(stage: keyof Times, run: () => T): T => {
    const before = cpu();
    const result = run();
    times[stage] = cpu() - before;
    return result;
  };
  const { diagnostics, modules } = timed("check", () => check(source, { load }));
  const error = diagnostics.find(({ severity }) => severity === "error");
  if (error) throw new Error(error.message);
  const optimized = timed("optimize", () => modules.map((module) => optimize(module)));
  const plans = timed("schedule", () => optimized.map((module) => schedule(module, target.machine)));
  timed("emit", () => plans.map((plan) => target.emit(plan)));
  return times;
}
