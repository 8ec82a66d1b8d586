import type { Target } from "../emit/target.ts";
import { arenaBytes } from "../schedule/memory/arena.ts";
import { inputsRead } from "../emit/host/public.ts";
import type { Plan } from "../schedule/plan.ts";
import { elements } from "../types/tensor.ts";
import type { Call, Sizes } from "./call.ts";
import { median } from "./median.ts";
import { measuredModel, timedModel } from "./model.ts";
import { peakOf } from "./peak.ts";
import { kernelWork, type KernelWork } from "./work.ts";

export interface KernelTime extends KernelWork {
  /** All runs of one call together. */
  readonly milliseconds: number;
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
  const kernels = kernelTimes(kernelWork(plan, call.runs, sizes), laps);
  return { milliseconds: median(times), kernels, peak: { gflops, gigabytes, bytes: peak.bytes } };
}

/** The best of a few. */
function most(rate: () => number): number {
  return Math.max(...Array.from({ length: 5 }, rate));
}

function kernelTimes(kernels: readonly KernelWork[], laps: readonly Float64Array[]): readonly KernelTime[] {
  const times = kernels.map((kernel): KernelTime => ({ ...kernel, milliseconds: median(laps.map((lap) => kernel.steps.reduce((sum, i) => sum + lap[i]!, 0))) }));
  return times.toSorted((a, b) => b.milliseconds - a.milliseconds);
}

/** What a model keeps in memory: weights, inputs, and what lives within a step. */
export function memoryBytes(plan: Plan, sizes: Sizes): number {
  const kept = [...plan.module.storages, ...inputsRead(plan)].reduce((sum, { type }) => sum + 4 * elements(type).evaluate(sizes), 0);
  return kept + arenaBytes(plan.slots, sizes);
}
