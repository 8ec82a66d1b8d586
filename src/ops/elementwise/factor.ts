import type { Builder } from "../../graph/builder.ts";
import type { Node } from "../../graph/graph.ts";
import { filled, sameValue, scalarConstant } from "../make.ts";
import { add, mul, neg, sub } from "./arithmetic.ts";
import { looksNegative, oppositeValue } from "./opposite.ts";
import { select } from "./select.ts";

/**
 * `x*c + y*c` is `(x + y) * c`, and the same for a difference and for `y * -c`, where one side may be `if p then c else 0`,
 * which is `(if p then 1 else 0) * c`. By it the derivative of softmax cross-entropy reads `(p - y) * (1/N)`.
 */
export function commonFactor(node: Node, builder: Builder): Node | undefined {
  const [a, b] = [node.inputs[0]!, node.inputs[1]!];
  if (node.type.dtype !== "f32" || (a.op !== mul && b.op !== mul)) return undefined;
  // `(p - y) * (1/N)` rather than `(y - p) * (-1/N)`.
  const candidates = [...factors(a), ...factors(b)].sort((x, y) => Number(looksNegative(x)) - Number(looksNegative(y)));
  for (const c of candidates) {
    if (scalarConstant(c) === 0) continue;
    const [left, right] = [quotient(a, c), quotient(b, c)];
    if (!left || !right) continue;
    const subtracted = node.op === sub ? !right.negative : right.negative;
    return builder.make(mul, [sum(left, { ...right, negative: subtracted }, builder), c]);
  }
  return undefined;
}

/** `build` or its opposite. */
interface Quotient {
  readonly negative: boolean;
  readonly build: (builder: Builder) => Node;
}

function sum(left: Quotient, right: Quotient, builder: Builder): Node {
  const [x, y] = [left.build(builder), right.build(builder)];
  if (left.negative && right.negative) return builder.make(neg, [builder.make(add, [x, y])]);
  if (left.negative) return builder.make(sub, [y, x]);
  return builder.make(right.negative ? sub : add, [x, y]);
}

function factors(node: Node): readonly Node[] {
  return node.op === mul ? node.inputs : [];
}

/** What is left of `node` without its factor `c`. */
function quotient(node: Node, c: Node): Quotient | undefined {
  if (node.op === mul) {
    const at = node.inputs.findIndex((factor) => sameValue(factor, c));
    const opposite = at >= 0 ? -1 : node.inputs.findIndex((factor) => oppositeValue(factor, c));
    if (at < 0 && opposite < 0) return undefined;
    return { negative: at < 0, build: () => node.inputs[1 - Math.max(at, opposite)]! };
  }
  if (node.op !== select) return undefined;
  const [condition, then, otherwise] = [node.inputs[0]!, node.inputs[1]!, node.inputs[2]!];
  const inThen = scalarConstant(otherwise) === 0;
  if (!inThen && scalarConstant(then) !== 0) return undefined;
  const chosen = inThen ? then : otherwise;
  const negative = !sameValue(chosen, c);
  if (negative && !oppositeValue(chosen, c)) return undefined;
  return {
    negative,
    build: (builder) => builder.make(select, [condition, filled(builder, c, inThen ? 1 : 0), filled(builder, c, inThen ? 0 : 1)]),
  };
}
