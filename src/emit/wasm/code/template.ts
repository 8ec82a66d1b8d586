import { approximations } from "../../../kernel/approximation/all.ts";
import type { Approximation, Rounds } from "../../../kernel/approximation/approximation.ts";
import type { Expression, Intrinsic } from "../../../kernel/kernel.ts";
import type { DType } from "../../../types/tensor.ts";
import type { FunctionBuilder, Local } from "../assembler/function.ts";
import type { ValueType } from "../assembler/opcodes.ts";
import { bareCode, type Code, scalarType, within } from "./code.ts";
import type { Helpers } from "./helpers.ts";
import type { Binding, Scope } from "./scope.ts";

/** How the values of a template are written: one, or one for each lane. */
export interface Width {
  readonly kind: "scalar" | "vector";
  readonly write: (c: Code, e: Expression) => void;
}

/** Longer approximations of vectors become functions of their own, for the sake of the binary's size. */
const mostLets = 16;

/** A function that no instruction computes, by the expressions of its approximation. */
export function writeApproximation(c: Code, intrinsic: Intrinsic, values: readonly Expression[], width: Width): void {
  const approximation = approximations.get(intrinsic);
  if (!approximation) throw new Error(`${intrinsic} has no approximation`);
  if (isShort(approximation, width)) return writeInline(c, approximation, values, width);
  const types = values.map(({ type }) => type);
  for (const value of values) width.write(c, value);
  const write = (b: FunctionBuilder): void => writeBody(b, c.helpers, approximation, types, width);
  c.b.call(c.helpers.approximation(intrinsic, types.map((type) => valueType(type, width)), valueType(approximation.result.type, width), write));
}

/** Whether a function of lanes is written out where it is needed. */
export function isWrittenOut(intrinsic: Intrinsic): boolean {
  const approximation = approximations.get(intrinsic);
  return approximation !== undefined && isShort(approximation, { kind: "vector" });
}

/** The same function of several arguments, step by step: one step of each, then the next. Gives the locals that hold the results. */
export function writeSideBySide(c: Code, intrinsic: Intrinsic, calls: readonly (readonly Expression[])[], width: Width): readonly Local[] {
  const { parameters, lets, result } = approximations.get(intrinsic)!;
  const each = calls.map((values) => ({ values, scope: new Map<string, Binding>(), locals: [] as Local[] }));
  parameters.forEach((name, i) => each.forEach(({ values, scope, locals }) => locals.push(define(c, scope, name, values[i]!, c.scope, width))));
  for (const { name, value } of lets) each.forEach(({ scope, locals }) => locals.push(define(c, scope, name, value, scope, width)));
  const results = each.map(({ scope }) => define(c, new Map(), "", result, scope, width));
  c.b.release(...each.flatMap(({ locals }) => locals));
  return results;
}

/** Of scalars, an inner loop has few: what is called there are lanes. */
function isShort({ rounds, lets }: Approximation, { kind }: Pick<Width, "kind">): boolean {
  return kind === "vector" && !rounds && lets.length <= mostLets;
}

function writeInline(c: Code, approximation: Approximation, values: readonly Expression[], width: Width): void {
  const locals: Local[] = [];
  const scope = new Map<string, Binding>();
  approximation.parameters.forEach((name, i) => locals.push(define(c, scope, name, values[i]!, c.scope, width)));
  for (const { name, value } of approximation.lets) locals.push(define(c, scope, name, value, scope, width));
  within(c, scope, () => width.write(c, approximation.result));
  c.b.release(...locals);
}

function writeBody(b: FunctionBuilder, helpers: Helpers, { parameters, rounds, lets, result }: Approximation, types: readonly DType[], width: Width): void {
  const scope = new Map(parameters.map((name, i): [string, Binding] => [name, { kind: width.kind, local: b.parameters[i]!, type: types[i]! }]));
  const c = bareCode(b, helpers, scope);
  if (rounds) writeRounds(c, scope, rounds, width);
  for (const { name, value } of lets) define(c, scope, name, value, scope, width);
  width.write(c, result);
}

/** Leaves the state under its names. */
function writeRounds(c: Code, scope: Map<string, Binding>, { times, state, lets, next }: Rounds, width: Width): void {
  const { b } = c;
  const first = new Map(scope);
  const locals = state.map(({ name, value }) => define(c, scope, name, value, first, width));
  const left = b.local("i");
  b.i32(times).set(left);
  b.loop(() => {
    for (const { name, value } of lets) define(c, scope, name, value, scope, width);
    // All are computed before the first changes.
    within(c, scope, () => next.forEach((value) => width.write(c, value)));
    locals.toReversed().forEach((local) => b.set(local));
    b.get(left).i32(1).op("i32.sub").tee(left).branchIf(0);
  });
  b.release(left);
}

/** Gives the local that now holds the value under this name. */
function define(c: Code, scope: Map<string, Binding>, name: string, value: Expression, meaning: Scope, width: Width): Local {
  const local = c.b.local(valueType(value.type, width));
  within(c, meaning, () => width.write(c, value));
  c.b.set(local);
  scope.set(name, { kind: width.kind, local, type: value.type });
  return local;
}

function valueType(type: DType, { kind }: Width): ValueType {
  return kind === "vector" ? "v" : scalarType(type);
}
