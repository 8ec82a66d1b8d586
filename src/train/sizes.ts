import type { InputDeclaration } from "../graph/graph.ts";

/**
 * The sizes a module must be created with: of the inputs' symbolic sizes the data leave only the batch axis open, which is
 * the first of each.
 */
export function sizesFor(inputs: readonly InputDeclaration[], batch: number): Record<string, number> {
  const symbols = inputs.flatMap((input) => input.type.shape[0]?.symbols() ?? []);
  return Object.fromEntries(symbols.map((symbol) => [symbol, batch]));
}
