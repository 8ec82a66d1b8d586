import { timedSteps, type TimedStep } from "../emit/host/timed.ts";
import type { Traffic } from "../emit/target.ts";
import { elementBytes, workOf, type Work } from "../kernel/count/count.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Plan, Step } from "../schedule/plan.ts";
import type { Sizes } from "./call.ts";

/** What a kernel does in one call of a program. */
export interface KernelWork {
  readonly kernel: Kernel;
  /** Runs in one call. */
  readonly calls: number;
  /** Of all these runs together. */
  readonly work: Work;
  /** The same, on a device. */
  readonly traffic?: Traffic;
  /** Where they are among the steps of the plan. */
  readonly steps: readonly number[];
}

type Sum = Pick<KernelWork, "calls" | "work" | "traffic">;

/** What a run of a step moves. */
type TrafficOf = (step: Step, sizes: Sizes) => Traffic;

/** The kernels of a call that runs the plan's programs so often; what they move, where something tells it. */
export function kernelWork(plan: Plan, runs: ReadonlyMap<string, number>, sizes: Sizes, traffic?: TrafficOf): readonly KernelWork[] {
  const steps = timedSteps(plan);
  const places = new Map<Kernel, number[]>();
  for (const [i, { program, step }] of steps.entries()) if (runs.has(program.name)) places.set(step.kernel, [...(places.get(step.kernel) ?? []), i]);
  return [...places].map(([kernel, indices]): KernelWork => {
    const all = indices.map((i): Sum => times(workOfStep(steps[i]!, sizes, traffic), runs.get(steps[i]!.program.name)!));
    return { kernel, ...together(all), steps: indices };
  });
}

/** Of several kernels. */
export function together(kernels: readonly Sum[]): Sum {
  return kernels.reduce<Sum>(plus, { calls: 0, work: none });
}

/** Bytes: the least that must be moved, and those of all reads and writes, as often as they happen. */
export function bytesOf({ work }: Sum): { readonly least: number; readonly accessed: number } {
  return { least: work.read + work.written, accessed: (work.loads + work.stores) * elementBytes };
}

const none: Work = { flops: 0, loads: 0, stores: 0, read: 0, written: 0 };

function plus(a: Sum, b: Sum): Sum {
  const [x, y] = [a.work, b.work];
  const work: Work = { flops: x.flops + y.flops, loads: x.loads + y.loads, stores: x.stores + y.stores, read: x.read + y.read, written: x.written + y.written };
  const [s, t] = [a.traffic, b.traffic];
  const traffic = s && t ? { asked: s.asked + t.asked, moved: s.moved + t.moved } : (s ?? t);
  return { calls: a.calls + b.calls, work, ...(traffic && { traffic }) };
}

function times({ calls, work, traffic }: Sum, by: number): Sum {
  return {
    calls: calls * by,
    work: { flops: work.flops * by, loads: work.loads * by, stores: work.stores * by, read: work.read * by, written: work.written * by },
    ...(traffic && { traffic: { asked: traffic.asked * by, moved: traffic.moved * by } }),
  };
}

/** All runs of a step, at every position of the loops around it. */
function workOfStep({ step, loops }: Pick<TimedStep, "step" | "loops">, sizes: Sizes, traffic: TrafficOf | undefined): Sum {
  const [loop, ...inner] = loops;
  if (!loop) return { calls: 1, work: workOf(step.kernel, sizes), ...(traffic && { traffic: traffic(step, sizes) }) };
  const turns = loop.extent.evaluate(sizes);
  const at = (t: number): Sum => workOfStep({ step, loops: inner }, { ...sizes, [loop.index]: t }, traffic);
  const [first, middle, last] = [at(0), at(Math.floor(turns / 2)), at(turns - 1)];
  const same = JSON.stringify(first) === JSON.stringify(last) && JSON.stringify(first) === JSON.stringify(middle);
  return same ? times(first, turns) : together(Array.from({ length: turns }, (_, t) => at(t)));
}
