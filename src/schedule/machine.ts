/** What the schedule must know of the processor that a target runs on. */
export interface Machine {
  /** Numbers that one instruction computes side by side: 1 or 4. */
  readonly lanes: 1 | 4;
  /** For accumulators and what is read for them; beyond that, values wander between registers and the stack. */
  readonly registers: number;
  /** Whether there are far more threads than results, so that each independent turn is one of them: nothing is tiled then. */
  readonly grid?: true;
}

/** Lanes of a vector, where there are any. */
export const laneCount = 4;

/** Numbers one by one, as JavaScript computes them. */
export const plainMachine: Machine = { lanes: 1, registers: 24 };
