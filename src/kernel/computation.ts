import type { Expression } from "./kernel.ts";

/** Reads one element of an operand, given one index expression per axis. */
export type Access = (index: readonly Expression[]) => Expression;

/** A loop of a fold: `from <= local < to`; the bounds may depend on the output index and on earlier loops of the fold. */
export interface Loop {
  readonly name: string;
  readonly from: Expression;
  readonly to: Expression;
}

/**
 * How an op runs, per element of its result; the schedule decides the loops around it.
 *
 * - `point`: the element is an expression of the operands' elements.
 * - `fold`: accumulators go through nested loops, then give the element.
 * - `scatter`: the result starts as `start`, and each point of a source space is added to one element of it.
 */
export type Computation =
  | { readonly kind: "point"; readonly value: (index: readonly Expression[]) => Expression }
  | { readonly kind: "fold"; readonly at: (index: readonly Expression[], fresh: Fresh) => Fold }
  | { readonly kind: "scatter"; readonly start: (index: readonly Expression[]) => Expression; readonly at: (fresh: Fresh) => Scatter };

export interface Fold {
  readonly loops: readonly Loop[];
  readonly accumulators: readonly { readonly name: string; readonly start: Expression }[];
  /** The new values of the accumulators, one each, computed from the old ones and then assigned together. */
  readonly step: readonly Expression[];
  /** If given, the step happens only where it holds. */
  readonly guard?: Expression;
  readonly result: Expression;
}

export interface Scatter {
  readonly loops: readonly Loop[];
  /** The index of the element of the result that is added to; must be in range when `guard` holds. */
  readonly target: readonly Expression[];
  readonly value: Expression;
  readonly guard?: Expression;
  /** Loops with accumulators that find the target first (select-and-scatter). */
  readonly find?: Fold;
}

/** Gives a name that is free in the kernel, derived from a hint. */
export type Fresh = (hint: string) => string;
