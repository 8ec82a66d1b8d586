import type { Node } from "../graph/graph.ts";
import type { Operand } from "./op.ts";

type Equation = (operands: readonly Operand[], node: Node) => Operand;

/** `a + b`. A right operand of equal strength gets parentheses unless the operator is associative. */
export function infix(symbol: string, strength: number, associative = false): Equation {
  return ([a, b]) => ({
    text: `${wrapped(a!, strength)} ${symbol} ${wrapped(b!, associative ? strength : strength + 0.5)}`,
    strength,
  });
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
