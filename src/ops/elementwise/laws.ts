import type { Builder } from "../../graph/builder.ts";
import type { Node } from "../../graph/graph.ts";
import { filled, scalarConstant } from "../make.ts";
import { sumOfBlocks } from "../movement/blocks.ts";
import { add, div, mul, neg, sub } from "./arithmetic.ts";
import { sqrt } from "./exponential.ts";
import { commonFactor } from "./factor.ts";

/**
 * Laws of arithmetic that keep the value: exact in floating point except that a zero may change its sign, and except
 * for taking out a common factor, which saves a rounding. `0 * x` stays, as x may be infinite; sums are never reordered.
 */
export function simplifyNeg(node: Node, builder: Builder): Node | undefined {
  const x = node.inputs[0]!;
  if (x.op === neg) return x.inputs[0];
  if (x.op === sub) return builder.make(sub, [x.inputs[1]!, x.inputs[0]!]);
  if (x.op === mul || (x.op === div && node.type.dtype === "f32")) {
    const at = x.inputs.findIndex((factor) => scalarConstant(factor) !== undefined);
    if (at >= 0) return builder.make(x.op, x.inputs.map((factor, i) => (i === at ? filled(builder, factor, -scalarConstant(factor)!) : factor)));
  }
  return undefined;
}

export function simplifyAdd(node: Node, builder: Builder): Node | undefined {
  const [a, b] = operands(node);
  if (scalarConstant(b) === 0) return a;
  if (scalarConstant(a) === 0) return b;
  if (b.op === neg) return builder.make(sub, [a, b.inputs[0]!]);
  if (a.op === neg) return builder.make(sub, [b, a.inputs[0]!]);
  return sumOfBlocks(node, builder) ?? commonFactor(node, builder);
}

export function simplifySub(node: Node, builder: Builder): Node | undefined {
  const [a, b] = operands(node);
  if (scalarConstant(b) === 0) return a;
  if (scalarConstant(a) === 0) return builder.make(neg, [b]);
  if (b.op === neg) return builder.make(add, [a, b.inputs[0]!]);
  if (a.op === neg) return builder.make(neg, [builder.make(add, [a.inputs[0]!, b])]);
  return commonFactor(node, builder);
}

export function simplifyMul(node: Node, builder: Builder): Node | undefined {
  const [a, b] = operands(node);
  for (const [x, c] of [[a, b], [b, a]] as const) {
    const value = scalarConstant(c);
    if (value === 1) return x;
    if (value === -1) return builder.make(neg, [x]);
    const merged = value === undefined || node.type.dtype !== "f32" ? undefined : mergedScale(value, x, builder);
    if (merged) return merged;
  }
  if (a.op === neg) return builder.make(neg, [builder.make(mul, [a.inputs[0]!, b])]);
  if (b.op === neg) return builder.make(neg, [builder.make(mul, [a, b.inputs[0]!])]);
  return undefined;
}

/** c * (d * x) is (c*d) * x: exact where c or d is a power of two, as the 2 in the derivative of a square is. */
function mergedScale(c: number, x: Node, builder: Builder): Node | undefined {
  if (x.op !== mul) return undefined;
  const at = x.inputs.findIndex((factor) => scalarConstant(factor) !== undefined);
  const inner = x.inputs[at];
  const d = inner && scalarConstant(inner);
  if (!inner || d === undefined || !(isPowerOfTwo(c) || isPowerOfTwo(d))) return undefined;
  return builder.make(mul, [filled(builder, inner, c * d), x.inputs[1 - at]!]);
}

export function simplifyDiv(node: Node, builder: Builder): Node | undefined {
  const [a, b] = operands(node);
  const value = scalarConstant(b);
  if (value === 1) return a;
  if (node.type.dtype !== "f32") return undefined;
  if (value === -1) return builder.make(neg, [a]);
  // Only a power of two has an exact reciprocal.
  if (value !== undefined && isPowerOfTwo(value)) return builder.make(mul, [a, filled(builder, b, 1 / value)]);
  if (a.op === neg) return builder.make(neg, [builder.make(div, [a.inputs[0]!, b])]);
  if (b.op === neg) return builder.make(neg, [builder.make(div, [a, b.inputs[0]!])]);
  return undefined;
}

export function simplifyPow(node: Node, builder: Builder): Node | undefined {
  const [a, b] = operands(node);
  switch (scalarConstant(b)) {
    case 0:
      return filled(builder, a, 1);
    case 0.5:
      return builder.make(sqrt, [a]);
    case 1:
      return a;
    case 2:
      return builder.make(mul, [a, a]);
    case 3:
      return builder.make(mul, [builder.make(mul, [a, a]), a]);
    case -1:
      return builder.make(div, [filled(builder, a, 1), a]);
    default:
      return scalarConstant(a) === 1 ? a : undefined;
  }
}

function operands(node: Node): readonly [Node, Node] {
  return [node.inputs[0]!, node.inputs[1]!];
}

function isPowerOfTwo(value: number): boolean {
  const exponent = Math.log2(Math.abs(value));
  return Number.isInteger(exponent) && Math.abs(exponent) < 100;
}

