import { timedSteps, type TimedStep } from "../emit/host/timed.ts";
import type { Target } from "../emit/target.ts";
import { workOf, type Work } from "../kernel/count/count.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { arenaBytes } from "../schedule/arena.ts";
import type { Plan } from "../schedule/plan.ts";
import { elements } from "../types/tensor.ts";
import type { Call, Sizes } from "./call.ts";
import { median } from "./median.ts";
import { measuredModel, timedModel } from "./model.ts";
import { peakOf } from "./peak.ts";

export interface KernelTime {
  readonly kernel: Kernel;
  /** Runs in one call. */
  readonly calls: number;
  /** All runs of one call together, as their work. */
  readonly milliseconds: number;
  readonly work: Work;
}

export interface Measured {
  /** Milliseconds of a call of the model as users have it. */
  readonly milliseconds: number;
  /** Slowest first. */
  readonly kernels: readonly KernelTime[];
  /** The most that the machine did in the same run: 10^9 operations a second in registers, 10^9 bytes a second over so many bytes. */
  readonly peak: { readonly gflops: number; readonly gigabytes: number; readonly bytes: number };
}

/** Turns of those that are measured. */
const rounds = 8;

/** Measures a call for so many seconds, with the machine's peak beside it. */
export async function measureKernels(plan: Plan, target: Target, call: Call, sizes: Sizes, seconds: number): Promise<Measured> {
  const peak = await peakOf(call.options.relaxed !== false, memoryBytes(plan, sizes));
  const [whole, apart] = [await measuredModel(plan, target, call), await timedModel(plan, target, call)];
  const [times, laps]: [number[], Float64Array[]] = [[], []];
  let [gflops, gigabytes] = [0, 0];
  const share = (seconds * 1000) / (rounds + 1) / 2;
  // The first round is to warm up.
  for (let round = 0; round <= rounds; round++) {
    const turn = { times: whole.run(share), laps: apart.run(share), gflops: most(peak.arithmetic), gigabytes: most(peak.memory) };
    if (round === 0) continue;
    times.push(...turn.times);
    laps.push(...turn.laps);
    gflops = Math.max(gflops, turn.gflops);
    gigabytes = Math.max(gigabytes, turn.gigabytes);
  }
  whole.close();
  apart.close();
  const kernels = kernelTimes(timedSteps(plan), call, sizes, laps);
  return { milliseconds: median(times), kernels, peak: { gflops, gigabytes, bytes: peak.bytes } };
}

/** The best of a few. */
function most(rate: () => number): number {
  return Math.max(...Array.from({ length: 5 }, rate));
}

function kernelTimes(steps: readonly TimedStep[], { runs }: Call, sizes: Sizes, laps: readonly Float64Array[]): readonly KernelTime[] {
  const places = new Map<Kernel, number[]>();
  for (const [i, { program, step }] of steps.entries()) if (runs.has(program.name)) places.set(step.kernel, [...(places.get(step.kernel) ?? []), i]);
  const times = [...places].map(([kernel, indices]): KernelTime => {
    const all = indices.map((i) => ({ times: runs.get(steps[i]!.program.name)!, ...workOfStep(steps[i]!, sizes) }));
    return {
      kernel,
      calls: all.reduce((sum, step) => sum + step.times * step.calls, 0),
      milliseconds: median(laps.map((lap) => indices.reduce((sum, i) => sum + lap[i]!, 0))),
      work: all.reduce((sum, step) => plus(sum, step.work, step.times), none),
    };
  });
  return times.toSorted((a, b) => b.milliseconds - a.milliseconds);
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
export function workOfStep({ step: { kernel }, loops }: Pick<TimedStep, "step" | "loops">, sizes: Sizes): { readonly calls: number; readonly work: Work } {
  const [loop, ...inner] = loops;
  if (!loop) return { calls: 1, work: workOf(kernel, sizes) };
  const turns = loop.extent.evaluate(sizes);
  const at = (t: number): ReturnType<typeof workOfStep> => workOfStep({ step: { kernel, places: [] }, loops: inner }, { ...sizes, [loop.index]: t });
  const [first, middle, last] = [at(0), at(Math.floor(turns / 2)), at(turns - 1)];
  const same = JSON.stringify(first) === JSON.stringify(last) && JSON.stringify(first) === JSON.stringify(middle);
  const all = same ? [{ ...first, times: turns }] : Array.from({ length: turns }, (_, t) => ({ ...at(t), times: 1 }));
  return { calls: all.reduce((sum, each) => sum + each.calls * each.times, 0), work: all.reduce((sum, each) => plus(sum, each.work, each.times), none) };
}

/** What a model keeps in memory: weights, inputs, and what lives within a step. */
export function memoryBytes({ module, slots }: Plan, sizes: Sizes): number {
  const kept = [...module.storages, ...module.inputs].reduce((sum, { type }) => sum + 4 * elements(type).evaluate(sizes), 0);
  return kept + arenaBytes(slots, sizes);
}
