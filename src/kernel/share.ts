import type { Kernel, Statement } from "./kernel.ts";
import { walkStatements } from "./visit.ts";

/** One of the threads that run a kernel together: number `part`, from 0, of `parts`. */
export interface Team {
  readonly part: number;
  readonly parts: number;
}

export const alone: Team = { part: 0, parts: 1 };

/** The first of so many turns that is this part's; the last is before the first of the next part. */
export function firstTurn(turns: number, { part, parts }: Team): number {
  const least = Math.floor(turns / parts);
  // In this order no product is larger than the turns, or than the square of the parts.
  return least * part + Math.floor(((turns - least * parts) * part) / parts);
}

/** Whether threads divide the turns of a kernel's loops among themselves. Otherwise one of them runs all of it. */
export function isShared({ body }: Pick<Kernel, "body">): boolean {
  let shared = false;
  walkStatements(body, (s: Statement) => void (shared ||= s.kind === "for" && s.shared === true));
  return shared;
}
