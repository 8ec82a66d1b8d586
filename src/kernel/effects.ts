import type { Expression, Statement } from "./kernel.ts";
import { walk, walkStatements } from "./visit.ts";

/** What statements change: buffers they store to, vars they assign, names they define. */
export interface Effects {
  readonly stored: ReadonlySet<string>;
  readonly changed: ReadonlySet<string>;
}

/** `changed` holds assigned vars as well as names that are defined inside and so mean nothing before. */
export function effectsOf(body: readonly Statement[]): Effects {
  const stored = new Set<string>();
  const changed = new Set<string>();
  walkStatements(body, (s) => {
    if (s.kind === "store") stored.add(s.buffer);
    else if (s.kind === "for") changed.add(s.index);
    else if (s.kind !== "if") changed.add(s.name);
  });
  return { stored, changed };
}

/** Whether an expression has the same value before and after the effects. */
export function isUntouched(expression: Expression, { stored, changed }: Effects): boolean {
  let untouched = true;
  walk(expression, (e) => {
    if (e.kind === "local" && changed.has(e.name)) untouched = false;
    if (e.kind === "load" && stored.has(e.buffer)) untouched = false;
  });
  return untouched;
}

/** Worth a name: more than a constant, a local or a size. */
export function isCompound(expression: Expression): boolean {
  return expression.kind !== "const" && expression.kind !== "local" && expression.kind !== "size";
}

/**
 * Whether an expression may be computed where it would not have been: no load that only a condition keeps in range,
 * and nothing slow.
 */
export function isSpeculable(expression: Expression): boolean {
  let speculable = true;
  walk(expression, (e) => {
    if (e.kind === "call" || (e.kind === "load" && e.index.kind !== "const")) speculable = false;
  });
  return speculable;
}

/** Whether something in it may be loaded only under a condition that keeps it in range. */
export function hasGuardedLoad(expression: Expression): boolean {
  let guarded = false;
  walk(expression, (e) => void (guarded ||= e.kind === "load" && !e.safe));
  return guarded;
}

/** The number of operations and operands in it. */
export function expressionSize(expression: Expression): number {
  let count = 0;
  walk(expression, () => void (count += 1));
  return count;
}
