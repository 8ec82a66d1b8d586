import { ops } from "../ops/all.ts";
import type { Op } from "../ops/op.ts";

/** The record of a primitive that the elaborator itself needs. Throws for a name that is no operation. */
export function primitive(name: string): Op {
  const op = ops.get(name);
  if (!op) throw new Error(`there is no operation ${name}`);
  return op;
}
