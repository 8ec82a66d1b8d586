import type { Fresh } from "../computation.ts";
import { k } from "../build.ts";
import type { Expression } from "../kernel.ts";
import { substitute, walk } from "../visit.ts";

/** A function as an expression of its parameters (locals: f32, of random numbers i32), with names for what is used more than once. */
export interface Approximation {
  readonly parameters: readonly string[];
  /** In order: a value may use parameters and the names before it. */
  readonly lets: readonly Let[];
  readonly result: Expression;
}

export interface Let {
  readonly name: string;
  readonly value: Expression;
}

/** Names a value and gives the local. */
export type Name = (name: string, value: Expression) => Expression;

/** Names that the result does not need are left out. */
export function approximate(parameters: readonly string[], build: (name: Name, ...values: Expression[]) => Expression, type: "f32" | "i32" = "f32"): Approximation {
  const lets: Let[] = [];
  const name: Name = (hint, value) => {
    lets.push({ name: hint, value });
    return k.local(hint, value.type);
  };
  const result = build(name, ...parameters.map((parameter) => k.local(parameter, type)));
  return { parameters, lets: needed(lets, result), result };
}

function needed(lets: readonly Let[], result: Expression): readonly Let[] {
  const used = new Set<string>();
  const note = (e: Expression): void => walk(e, (part) => void (part.kind === "local" && used.add(part.name)));
  note(result);
  return lets.toReversed().filter(({ name, value }) => used.has(name) && (note(value), true)).toReversed();
}

/** The approximation for given arguments, constants or locals, its lets under names of the kernel. */
export function instantiate(approximation: Approximation, values: readonly Expression[], fresh: Fresh): { readonly lets: readonly Let[]; readonly result: Expression } {
  const known = new Map(approximation.parameters.map((parameter, i) => [parameter, values[i]!]));
  const rewrite = (e: Expression): Expression => substitute(e, (part) => (part.kind === "local" ? known.get(part.name) : undefined));
  const lets = approximation.lets.map(({ name, value }) => {
    const renamed = { name: fresh(name), value: rewrite(value) };
    known.set(name, k.local(renamed.name, value.type));
    return renamed;
  });
  return { lets, result: rewrite(approximation.result) };
}
