import type { Signs } from "../../../kernel/signs.ts";
import type { DType } from "../../../types/tensor.ts";
import type { FunctionBuilder, Local } from "../assembler/function.ts";
import type { Helpers } from "./helpers.ts";
import { Pointers } from "./pointers.ts";
import type { Binding, Scope } from "./scope.ts";

/** What the writers of one kernel share. */
export interface Code {
  readonly b: FunctionBuilder;
  readonly helpers: Helpers;
  readonly signs: Signs;
  readonly pointers: Pointers;
  /** The local with the address of a buffer's first element, in bytes. */
  readonly buffer: (name: string) => { readonly address: Local; readonly dtype: DType };
  /** The local with the value of a symbolic size. */
  readonly size: (symbol: string) => Local;
  /** Where threads share the kernel: which part of the turns this one does. */
  readonly team: { readonly part: Local; readonly parts: Local } | undefined;
  /** What names mean here. */
  scope: Scope;
  /** Scalars from outside of an innermost loop that keep their value in it. */
  steady: ReadonlySet<Local>;
  /** Inside of lanes, the one that scalars are computed for. */
  lane: number | undefined;
  /** Inside of lanes, those that count: the first so many. */
  active: number;
}

/** Writes with other meanings of names, then goes back. */
export function within<T>(c: Code, scope: Scope, write: () => T): T {
  const outer = c.scope;
  c.scope = scope;
  const result = write();
  c.scope = outer;
  return result;
}

/** Writes scalars as they are in one lane. */
export function inLane<T>(c: Code, lane: number | undefined, write: () => T): T {
  const outer = c.lane;
  c.lane = lane;
  const result = write();
  c.lane = outer;
  return result;
}

export function bind(c: Code, name: string, binding: Binding): void {
  c.scope = new Map(c.scope).set(name, binding);
}

/** `f` for reals, `i` for whole numbers and truths. */
export function scalarType(type: DType): "f" | "i" {
  return type === "f32" ? "f" : "i";
}

/** For expressions of these names only: no buffers, no sizes. */
export function bareCode(b: FunctionBuilder, helpers: Helpers, scope: Scope): Code {
  const none = (name: string): never => {
    throw new Error(`function ${b.name} has no ${name}`);
  };
  return { b, helpers, signs: () => false, pointers: new Pointers(), buffer: none, size: none, team: undefined, scope, steady: new Set(), lane: undefined, active: 4 };
}
