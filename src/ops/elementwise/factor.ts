import type { Builder } from "../../graph/builder.ts";
import type { Node } from "../../graph/graph.ts";
import { filled, sameValue, scalarConstant } from "../make.ts";
import { mul } from "./arithmetic.ts";
import { select } from "./select.ts";

/**
 * `x*c + y*c` is `(x + y) * c`, and the same for a difference, where one side or both may be `if p then c else 0`, which
 * is `(if p then 1 else 0) * c`. By it the derivative of softmax cross-entropy reads `(p - y) * (1/N)`.
 */
export function commonFactor(node: Node, builder: Builder): Node | undefined {
  const [a, b] = [node.inputs[0]!, node.inputs[1]!];
  if (node.type.dtype !== "f32" || (a.op !== mul && b.op !== mul)) return undefined;
  for (const c of [...factors(a), ...factors(b)]) {
    if (scalarConstant(c) === 0) continue;
    const [left, right] = [quotient(a, c), quotient(b, c)];
    if (left && right) return builder.make(mul, [builder.make(node.op, [left(builder), right(builder)]), c]);
  }
  return undefined;
}

function factors(node: Node): readonly Node[] {
  return node.op === mul ? node.inputs : [];
}

/** How to build the quotient of `node` by its factor `c`. */
function quotient(node: Node, c: Node): ((builder: Builder) => Node) | undefined {
  if (node.op === mul) {
    const at = node.inputs.findIndex((factor) => sameValue(factor, c));
    return at < 0 ? undefined : () => node.inputs[1 - at]!;
  }
  if (node.op !== select) return undefined;
  const [condition, then, otherwise] = [node.inputs[0]!, node.inputs[1]!, node.inputs[2]!];
  if (sameValue(then, c) && scalarConstant(otherwise) === 0) {
    return (builder) => builder.make(select, [condition, filled(builder, c, 1), filled(builder, c, 0)]);
  }
  if (sameValue(otherwise, c) && scalarConstant(then) === 0) {
    return (builder) => builder.make(select, [condition, filled(builder, c, 0), filled(builder, c, 1)]);
  }
  return undefined;
}
