import type { Node } from "../../graph/graph.ts";
import { sameAttribute } from "../attributes.ts";
import { sameValue, scalarConstant } from "../make.ts";
import { div, mul, neg } from "./arithmetic.ts";

/** Whether `a` is plainly -b: built alike but for one sign (looking a few levels deep). */
export function oppositeValue(a: Node, b: Node, depth = 6): boolean {
  if (a.op === neg) return sameValue(a.inputs[0]!, b);
  if (b.op === neg) return sameValue(b.inputs[0]!, a);
  const [x, y] = [scalarConstant(a), scalarConstant(b)];
  if (x !== undefined && y !== undefined) return x === -y;
  if (depth === 0 || a.op !== b.op || !sameAttribute(a.attributes, b.attributes)) return false;
  const [[a0, a1], [b0, b1]] = [a.inputs, b.inputs];
  if (a.op === mul || (a.op === div && a.type.dtype === "f32")) {
    return (oppositeValue(a0!, b0!, depth - 1) && sameValue(a1!, b1!)) || (sameValue(a0!, b0!) && oppositeValue(a1!, b1!, depth - 1));
  }
  return a.op.traits.view === true && a.inputs.length === 1 && oppositeValue(a0!, b0!, depth - 1);
}

/** Whether a minus sign is written in it, outermost or in front of a constant factor. */
export function looksNegative(x: Node): boolean {
  const known = scalarConstant(x);
  if (known !== undefined) return known < 0;
  if (x.op === neg) return true;
  if (x.op === mul || x.op === div) return x.inputs.some(looksNegativeConstant);
  return x.op.traits.view === true && looksNegative(x.inputs[0]!);
}

function looksNegativeConstant(x: Node): boolean {
  return (scalarConstant(x) ?? 0) < 0;
}
