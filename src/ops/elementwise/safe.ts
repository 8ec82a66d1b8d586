import type { Node } from "../../graph/graph.ts";
import { filled, scalarConstant, type Maker } from "../make.ts";
import { eq } from "./compare.ts";
import { select } from "./select.ts";

/**
 * A cotangent through a place where the derivative may be infinite: a zero cotangent stays zero, so that
 * `if x > 0 then sqrt(x) else 0` has the gradient 0 at 0 and not 0 * infinity. `divisor` is what may be zero there.
 */
export function guarded(m: Maker, ct: Node, divisor: Node, value: Node): Node {
  const known = scalarConstant(divisor);
  if (known !== undefined && known !== 0) return value;
  const zero = filled(m, ct, 0);
  return m.make(select, [m.make(eq, [ct, zero]), zero, value]);
}
