import type { QuantityDeclaration } from "../graph/graph.ts";
import type { Quantities } from "../runtime/model.ts";

/** Sums of a quantity so far; plain data, part of a checkpoint. */
export interface Sums {
  examples: number;
  /** By the name of the quantity; one number for a scalar. */
  readonly sums: Record<string, number[]>;
}

export function noSums(): Sums {
  return { examples: 0, sums: Object.create(null) };
}

/**
 * Adds a batch of `examples`. Real quantities are means over the batch, so they are weighted by its length; whole
 * numbers (a confusion table) are counts and are added up.
 */
export function accumulate(into: Sums, quantities: Quantities, declared: readonly QuantityDeclaration[], examples: number): void {
  into.examples += examples;
  for (const { name, type } of declared) {
    const value = Object.hasOwn(quantities, name) ? quantities[name] : undefined;
    if (value === undefined) continue;
    const weight = type.dtype === "f32" ? examples : 1;
    const sum = (into.sums[name] ??= zeros(typeof value === "number" ? 1 : value.length));
    if (typeof value === "number") sum[0]! += weight * value;
    else for (let i = 0; i < value.length; i++) sum[i]! += weight * value[i]!;
  }
}

/** Means of real quantities, totals of counts. Scalars are numbers. */
export type Averages = Record<string, number | number[]>;

export function averagesOf({ examples, sums }: Sums, declared: readonly QuantityDeclaration[]): Averages {
  const averages: Averages = Object.create(null);
  for (const { name, type } of declared) {
    const sum = sums[name];
    if (!sum) continue;
    const values = type.dtype === "f32" ? sum.map((s) => s / examples) : [...sum];
    averages[name] = type.shape.length === 0 ? values[0]! : values;
  }
  return averages;
}

function zeros(length: number): number[] {
  return Array.from({ length }, () => 0);
}
