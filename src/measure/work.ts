import { timedSteps, type TimedStep } from "../emit/host/timed.ts";
import { workOf, type Work } from "../kernel/count/count.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Plan } from "../schedule/plan.ts";
import type { Sizes } from "./call.ts";

/** What a kernel does in one call of a program. */
export interface KernelWork {
  readonly kernel: Kernel;
  /** Runs in one call. */
  readonly calls: number;
  /** Of all these runs together. */
  readonly work: Work;
  /** Where they are among the steps of the plan. */
  readonly steps: readonly number[];
}

/** The kernels of a call that runs the plan's programs so often. */
export function kernelWork(plan: Plan, runs: ReadonlyMap<string, number>, sizes: Sizes): readonly KernelWork[] {
  const steps = timedSteps(plan);
  const places = new Map<Kernel, number[]>();
  for (const [i, { program, step }] of steps.entries()) if (runs.has(program.name)) places.set(step.kernel, [...(places.get(step.kernel) ?? []), i]);
  return [...places].map(([kernel, indices]): KernelWork => {
    const all = indices.map((i) => ({ times: runs.get(steps[i]!.program.name)!, ...workOfStep(steps[i]!, sizes) }));
    return { kernel, calls: all.reduce((sum, step) => sum + step.times * step.calls, 0), work: all.reduce((sum, step) => plus(sum, step.work, step.times), none), steps: indices };
  });
}

/** Of several kernels. */
export function together<K extends Pick<KernelWork, "calls" | "work">>(kernels: readonly K[]): Pick<KernelWork, "calls" | "work"> {
  return { calls: kernels.reduce((sum, { calls }) => sum + calls, 0), work: kernels.reduce((sum, { work }) => plus(sum, work, 1), none) };
}

const none: Work = { flops: 0, loads: 0, stores: 0, read: 0, written: 0 };

function plus(a: Work, b: Work, times: number): Work {
  return {
    flops: a.flops + b.flops * times,
    loads: a.loads + b.loads * times,
    stores: a.stores + b.stores * times,
    read: a.read + b.read * times,
    written: a.written + b.written * times,
  };
}

/** All runs of a step, at every position of the loops around it. */
function workOfStep({ step: { kernel }, loops }: Pick<TimedStep, "step" | "loops">, sizes: Sizes): { readonly calls: number; readonly work: Work } {
  const [loop, ...inner] = loops;
  if (!loop) return { calls: 1, work: workOf(kernel, sizes) };
  const turns = loop.extent.evaluate(sizes);
  const at = (t: number): ReturnType<typeof workOfStep> => workOfStep({ step: { kernel, places: [] }, loops: inner }, { ...sizes, [loop.index]: t });
  const [first, middle, last] = [at(0), at(Math.floor(turns / 2)), at(turns - 1)];
  const same = JSON.stringify(first) === JSON.stringify(last) && JSON.stringify(first) === JSON.stringify(middle);
  const all = same ? [{ ...first, times: turns }] : Array.from({ length: turns }, (_, t) => ({ ...at(t), times: 1 }));
  return { calls: all.reduce((sum, each) => sum + each.calls * each.times, 0), work: all.reduce((sum, each) => plus(sum, each.work, each.times), none) };
}
