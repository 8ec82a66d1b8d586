import type { InputDeclaration } from "../graph/graph.ts";
import { Size } from "../types/size.ts";
import { solve } from "../types/solve.ts";
import type { Dataset, Field } from "./dataset.ts";

/**
 * The sizes a module must be created with: the batch axis, which is the first of each input, and the largest of those that
 * the data tell.
 */
export function sizesFor(inputs: readonly InputDeclaration[], batch: number, datasets: readonly Dataset[]): Record<string, number> {
  const symbols = inputs.flatMap((input) => input.type.shape[0]?.symbols() ?? []);
  const sizes = Object.fromEntries(symbols.map((symbol) => [symbol, batch]));
  for (const dataset of datasets) {
    for (const [symbol, value] of Object.entries(dataset.sizes ?? {})) sizes[symbol] = Math.max(sizes[symbol] ?? 0, value);
  }
  return sizes;
}

/** The sizes that fields tell: `T` is 64 where an axis of an input is `T` and 64 long, or `2*T` and 128 long. */
export function dataSizes(inputs: readonly InputDeclaration[], fields: readonly Field[]): Record<string, number> {
  const sizes: Record<string, number> = {};
  const batch = new Set(inputs.flatMap((input) => input.type.shape[0]?.symbols() ?? []));
  for (const { type, name } of inputs) {
    const field = fields.find((f) => f.name === name);
    type.shape.slice(1).forEach((size, axis) => {
      const length = field?.shape[axis];
      const solution = length === undefined ? undefined : solve(size, Size.of(length));
      if (solution && !batch.has(solution.symbol)) sizes[solution.symbol] = solution.value.evaluate({});
    });
  }
  return sizes;
}
