import type { Expression, Statement } from "../../kernel/kernel.ts";
import { expressionsOf, walk, walkStatements } from "../../kernel/visit.ts";

/** Of a function. */
const functionCost = 12;

/** What an operation costs without its operands, in instructions. */
export function instructionsOf(part: Expression): number {
  if (part.kind === "const" || part.kind === "local" || part.kind === "size") return 0;
  return part.kind === "call" ? functionCost : 1;
}

/** What an expression costs, in instructions. */
export function totalInstructions(expression: Expression): number {
  let sum = 0;
  walk(expression, (e) => void (sum += instructionsOf(e)));
  return sum;
}

/** What statements cost in which each inner loop has one turn. */
export function instructionsIn(body: readonly Statement[]): number {
  let sum = 0;
  walkStatements(body, (s) => {
    sum += expressionsOf(s).reduce((n, e) => n + totalInstructions(e), 1);
  });
  return sum;
}
