import type { InputDeclaration } from "../graph/graph.ts";
import type { Size } from "../types/size.ts";
import { solve } from "../types/solve.ts";

/** What the data say of the model's sizes: `T` is 64 when 64 columns are given for an input of [N, T]. They never tell the batch axis. */
export class DataSizes {
  private readonly known = new Map<string, Size>();
  private readonly from = new Map<string, string>();
  private readonly batch: ReadonlySet<string>;

  constructor(inputs: readonly InputDeclaration[]) {
    this.batch = new Set(inputs.flatMap((input) => input.type.shape[0]?.symbols() ?? []));
  }

  /** The shape of one example, with the sizes that are known from the inputs before and from what is `given`. */
  settle(input: InputDeclaration, given: readonly Size[]): readonly Size[] {
    const shape = input.type.shape.slice(1);
    if (shape.length === given.length) shape.forEach((size, axis) => this.learn(size, given[axis]!, input.name));
    return shape.map((size) => size.substitute(this.known));
  }

  private learn(size: Size, given: Size, input: string): void {
    const solution = solve(size, given);
    if (!solution || this.known.has(solution.symbol) || this.batch.has(solution.symbol)) return;
    this.known.set(solution.symbol, solution.value);
    this.from.set(solution.symbol, input);
  }

  /** `; T is 64 by x`: what inputs before say of the sizes of this one. */
  origins({ name, type }: InputDeclaration): string {
    const symbols = new Set(type.shape.slice(1).flatMap((size) => size.symbols()));
    const told = [...this.from].filter(([symbol, input]) => symbols.has(symbol) && input !== name);
    return told.map(([symbol, input]) => `; ${symbol} is ${this.known.get(symbol)} by ${input}`).join("");
  }
}
