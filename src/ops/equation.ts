import type { Node } from "../graph/graph.ts";
import type { Operand } from "./op.ts";

type Equation = (operands: readonly Operand[], node: Node) => Operand;

/** `a + b`. A right operand of equal strength gets parentheses, unless it is made by the same, associative operator. */
export function infix(symbol: string, strength: number, associative = false): Equation {
  return ([a, b], node) => {
    const chained = associative && node.inputs[1]!.op === node.op;
    return { text: `${wrapped(a!, strength)} ${symbol} ${wrapped(b!, chained ? strength : strength + 0.5)}`, strength, parts: [a!, b!] };
  };
}

/** `f(a, b)`. */
export function called(name: string): Equation {
  return (operands) => ({ text: `${name}(${operands.map((o) => o.text).join(", ")})`, strength: 5 });
}

export function atom(text: string): Operand {
  return { text, strength: 5 };
}

/** In parentheses if it binds weaker than needed. */
export function wrapped(operand: Operand, needed: number): string {
  return operand.strength < needed ? `(${operand.text})` : operand.text;
}

/** The name of the index along an axis: i, j, k, … */
export function indexName(axis: number): string {
  return "ijklmnpq"[axis] ?? `i${axis}`;
}

/** `x^T`. */
export function transposed(operand: Operand): Operand {
  return { text: `${wrapped(operand, 5)}^T`, strength: 4 };
}
