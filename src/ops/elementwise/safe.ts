import type { Node } from "../../graph/graph.ts";
import { filled, scalarConstant, type Maker } from "../make.ts";
import { div, mul, neg } from "./arithmetic.ts";
import { eq } from "./compare.ts";
import { exp, expm1, log, log1p, pow } from "./exponential.ts";
import { isLogSoftmax } from "./patterns.ts";
import { select } from "./select.ts";
import { neverZero } from "./sign.ts";

/**
 * A cotangent through a place where the derivative may be infinite: a zero cotangent stays zero, so that
 * `if x > 0 then sqrt(x) else 0` has the gradient 0 at 0 and not 0 * infinity. `divisor` is what may be zero there.
 */
export function guarded(m: Maker, ct: Node, divisor: Node, value: Node): Node {
  return neverZero(divisor) ? value : zeroWhereZero(m, ct, value);
}

/**
 * ct * factor, with the same care where the factor may be infinite and the cotangent plainly comes from a choice, as in
 * `if x > 0 then x * log(x) else 0`. Elsewhere a product stays a product.
 */
export function product(m: Maker, ct: Node, factor: Node): Node {
  const [condition, chosen, otherwise] = ct.op === select ? ct.inputs : [];
  // Where the cotangent is zero by choice, the factor need not be known.
  if (condition && scalarConstant(otherwise!) === 0 && !mayBeInfinite(factor)) return m.make(select, [condition, m.make(mul, [chosen!, factor]), otherwise!]);
  const value = m.make(mul, [ct, factor]);
  return fromChoice(ct) && mayBeInfinite(factor) ? zeroWhereZero(m, ct, value) : value;
}

function zeroWhereZero(m: Maker, ct: Node, value: Node): Node {
  const zero = filled(m, ct, 0);
  return m.make(select, [m.make(eq, [ct, zero]), zero, value]);
}

/** Rules write cotangents as first operands, so the way back to the choice is along these. */
function fromChoice(ct: Node): boolean {
  let at: Node | undefined = ct;
  for (let steps = 0; at && steps < 32; steps += 1) {
    if (at.op === select) return at.inputs.slice(1).some((branch) => scalarConstant(branch) === 0);
    at = at.op.traits.pointwise || at.op.traits.view ? at.inputs[0] : undefined;
  }
  return false;
}

function mayBeInfinite(factor: Node, depth = 4): boolean {
  if (depth === 0) return false;
  if (factor.op === exp) return !isLogSoftmax(factor.inputs[0]!);
  if (factor.op === expm1 || factor.op === log || factor.op === log1p) return true;
  if (factor.op === div) return !neverZero(factor.inputs[1]!) || mayBeInfinite(factor.inputs[0]!, depth - 1);
  if (factor.op === pow) return (scalarConstant(factor.inputs[1]!) ?? -1) < 0;
  return (factor.op === mul || factor.op === neg || factor.op.traits.view === true) && factor.inputs.some((x) => mayBeInfinite(x, depth - 1));
}
