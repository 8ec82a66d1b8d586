/** What the schedule must know of the processor that a target runs on. */
export interface Machine {
  /** Numbers that one instruction computes side by side: 1 or 4. */
  readonly lanes: 1 | 4;
  /** For accumulators and what is read for them; beyond that, values wander between registers and the stack. */
  readonly registers: number;
  /** Whether there are far more threads than results, so that each independent turn is one of them: nothing is tiled then. */
  readonly grid?: true;
  /** Steps between two values in one piece of memory: those that have nothing else to do with each other may then run at the same time. */
  readonly rest?: number;
  /**
   * Given if a few threads may run a program together, each its part of every kernel that costs at least so many
   * instructions: those that share one meet before its results are read.
   */
  readonly threads?: { readonly leastWork: number };
}

/** Lanes of a vector, where there are any. */
export const laneCount = 4;

/** Elements in a line of the cache. */
export const lineLength = 16;

/** Numbers one by one, as JavaScript computes them. */
export const plainMachine: Machine = { lanes: 1, registers: 24 };
