import type { Machine } from "../schedule/machine.ts";
import type { Plan, Program, Step } from "../schedule/plan.ts";
import type { Size } from "../types/size.ts";

/** A target turns a plan into one self-contained TypeScript file. */
export interface Target {
  /** As `--target` takes it: `ts`. */
  readonly name: string;
  readonly doc: string;
  /** What plans for it are made for. */
  readonly machine: Machine;
  /** What its modules need besides a processor: they take it as an option of `create`, and their methods are asynchronous. */
  readonly device?: "gpu";
  /** How often a run of a program has something computed: calls of kernels, or dispatches of a device. */
  readonly calls: (plan: Plan, program: Program) => Size;
  /** What a run of a step moves between a device and its memory, behind a cache of so many bytes. */
  readonly traffic?: (step: Step, sizes: Readonly<Record<string, number>>, cacheBytes: number) => Traffic;
  readonly emit: (plan: Plan, options?: EmitOptions) => string;
}

/** Bytes. */
export interface Traffic {
  /** All that threads read and write. */
  readonly asked: number;
  /** What of it the cache does not have or keep. */
  readonly moved: number;
}

export interface EmitOptions {
  /** A module whose programs run step by step and add up the time of each, in the static member `stepTimes`, in the order of `timedSteps`. */
  readonly timed?: boolean;
  /** Whether a binary has the names of its functions, for profilers and stack traces; text has them in any case. */
  readonly names?: boolean;
}
