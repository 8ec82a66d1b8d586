// How some combinations of operations are known to readers. The operations stay what they are.
import type { Node } from "../../graph/graph.ts";
import { atom, called, wrapped } from "../equation.ts";
import { iota } from "../leaf/sizes.ts";
import { broadcast } from "../movement/broadcast.ts";
import type { Op, Operand } from "../op.ts";
import { reduce_logsumexp } from "../reduce/logsumexp.ts";
import { div, sub } from "./arithmetic.ts";
import { eq } from "./compare.ts";

/** exp(z - logsumexp(z)) is softmax(z). */
export function softmax(operands: readonly Operand[], node: Node): Operand {
  const [z] = operands[0]!.parts ?? [];
  return z && isLogSoftmax(node.inputs[0]!) ? called("softmax")([z], node) : called("exp")(operands, node);
}

/** z - logsumexp(z), which is not positive. */
export function isLogSoftmax({ op, inputs: [score, total] }: Node): boolean {
  const sum = op === sub ? made(total!) : undefined;
  return sum?.op === reduce_logsumexp && sum.inputs[0] === score;
}

/** a * (1 / n) is a / n. */
export function quotient(product: NonNullable<Op["equation"]>): NonNullable<Op["equation"]> {
  return (operands, node) => {
    const [a, b] = operands;
    const [one, n] = made(node.inputs[1]!).op === div ? (b!.parts ?? []) : [];
    return one?.text === "1" && n ? { text: `${wrapped(a!, 2)} / ${wrapped(n, 2.5)}`, strength: 2 } : product(operands, node);
  };
}

/** A truth as a number: Iverson's brackets, 1 where it is true; [label == j] is onehot(label). */
export function bracket([x]: readonly Operand[], node: Node): Operand {
  const [truth] = node.inputs;
  if (truth!.type.dtype !== "bool") return x!;
  const [left, right] = truth!.op === eq ? truth!.inputs : [];
  const [a, b] = x!.parts ?? [];
  if (a && left?.op === iota && b) return called("onehot")([b], node);
  if (b && right?.op === iota && a) return called("onehot")([a], node);
  return atom(`[${x!.text}]`);
}

/** What is repeated along other axes. */
function made(node: Node): Node {
  return node.op === broadcast ? made(node.inputs[0]!) : node;
}
