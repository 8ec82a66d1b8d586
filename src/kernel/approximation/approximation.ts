import type { Fresh } from "../computation.ts";
import { k } from "../build.ts";
import type { Expression } from "../kernel.ts";
import { substitute, walk } from "../visit.ts";

/** A function as an expression of its parameters (locals: f32, of random numbers i32), with names for what is used more than once. */
export interface Approximation {
  readonly parameters: readonly string[];
  /** What comes before all else. */
  readonly rounds?: Rounds;
  /** In order: a value may use parameters, the state that rounds leave, and the names before it. */
  readonly lets: readonly Let[];
  readonly result: Expression;
}

export interface Let {
  readonly name: string;
  readonly value: Expression;
}

/** The same computation, done several times. */
export interface Rounds {
  readonly times: number;
  /** Names and their first values, over parameters. */
  readonly state: readonly Let[];
  /** In each round, over parameters, the state and the names before. */
  readonly lets: readonly Let[];
  /** What the state is in the next round. */
  readonly next: readonly Expression[];
}

/** Names a value and gives the local. */
export type Name = (name: string, value: Expression) => Expression;

/** Names that the result does not need are left out. */
export function approximate(parameters: readonly string[], build: (name: Name, ...values: Expression[]) => Expression, type: "f32" | "i32" = "f32", rounds?: Rounds): Approximation {
  const { lets, name } = naming();
  const result = build(name, ...parameters.map((parameter) => k.local(parameter, type)));
  return { parameters, ...(rounds && { rounds }), lets: needed(lets, result), result };
}

/** Rounds over a state of these first values; `round` gives the next values in the same order. */
export function repeated(times: number, first: Readonly<Record<string, Expression>>, round: (name: Name, ...state: Expression[]) => readonly Expression[]): Rounds {
  const { lets, name } = naming();
  const state = Object.entries(first).map(([each, value]) => ({ name: each, value }));
  return { times, state, next: round(name, ...state.map((s) => k.local(s.name, s.value.type))), lets };
}

function naming(): { readonly lets: readonly Let[]; readonly name: Name } {
  const lets: Let[] = [];
  const name: Name = (hint, value) => {
    lets.push({ name: hint, value });
    return k.local(hint, value.type);
  };
  return { lets, name };
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
  const lets: Let[] = [];
  const define = (name: string, value: Expression): void => {
    const renamed = { name: fresh(name), value };
    known.set(name, k.local(renamed.name, value.type));
    lets.push(renamed);
  };
  const { rounds } = approximation;
  rounds?.state.map(({ name, value }) => [name, rewrite(value)] as const).forEach(([name, value]) => define(name, value));
  for (let round = 0; round < (rounds?.times ?? 0); round++) {
    rounds!.lets.forEach(({ name, value }) => define(name, rewrite(value)));
    const next = rounds!.next.map(rewrite);
    rounds!.state.forEach(({ name }, i) => define(name, next[i]!));
  }
  approximation.lets.forEach(({ name, value }) => define(name, rewrite(value)));
  return { lets, result: rewrite(approximation.result) };
}
