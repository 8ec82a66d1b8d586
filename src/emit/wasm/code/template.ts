import { approximations } from "../../../kernel/approximation/all.ts";
import type { Expression, Intrinsic } from "../../../kernel/kernel.ts";
import type { Local } from "../assembler/function.ts";
import { type Code, scalarType, within } from "./code.ts";
import type { Binding, Scope } from "./scope.ts";

/** How the values of a template are written: one, or one for each lane. */
export interface Width {
  readonly kind: "scalar" | "vector";
  readonly write: (c: Code, e: Expression) => void;
}

/** A function that no instruction computes, written out as the expressions of its approximation. */
export function writeApproximation(c: Code, intrinsic: Intrinsic, values: readonly Expression[], width: Width): void {
  const approximation = approximations.get(intrinsic);
  if (!approximation) throw new Error(`${intrinsic} has no approximation`);
  const scope = new Map<string, Binding>();
  const locals: Local[] = [];
  const define = (name: string, value: Expression, outer: Scope): void => {
    const local = c.b.local(width.kind === "vector" ? "v" : scalarType(value.type));
    within(c, outer, () => width.write(c, value));
    c.b.set(local);
    locals.push(local);
    scope.set(name, { kind: width.kind, local, type: value.type });
  };
  approximation.parameters.forEach((name, i) => define(name, values[i]!, c.scope));
  for (const { name, value } of approximation.lets) define(name, value, scope);
  within(c, scope, () => width.write(c, approximation.result));
  c.b.release(...locals);
}
