import { fail } from "../diagnostics/report.ts";
import type { InputDeclaration } from "../graph/graph.ts";
import type { Dataset } from "./dataset.ts";

/** The sizes a module must be created with for this data: the batch, and every symbol that stands alone in an input's shape. */
export function sizesFor(inputs: readonly InputDeclaration[], dataset: Dataset, batch: number): Record<string, number> {
  const sizes: Record<string, number> = {};
  const bind = (input: InputDeclaration, axis: number, value: number): void => {
    const size = input.type.shape[axis];
    const [symbol] = size?.symbols() ?? [];
    if (!size || symbol === undefined || size.toString() !== symbol) return;
    const known = Object.hasOwn(sizes, symbol) ? sizes[symbol] : undefined;
    if (known !== undefined && known !== value) {
      fail("data-wrong-shape", { input: input.name, expected: `${symbol} = ${known}`, found: `${symbol} = ${value}` });
    }
    sizes[symbol] = value;
  };
  for (const field of dataset.fields) {
    const input = inputs.find((i) => i.name === field.name);
    if (!input) continue;
    bind(input, 0, batch);
    field.shape.forEach((value, i) => bind(input, i + 1, value));
  }
  return sizes;
}
