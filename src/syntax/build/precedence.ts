import type { BinaryOperator } from "../ast.ts";

/** How tightly an operator binds, from the loosest; what it builds; `right` groups `a ^ (b ^ c)`. */
export interface Binding {
  readonly level: number;
  readonly kind: "binary" | "pipe" | "range";
  readonly right?: true;
}

const levels = [["|>"], ["or"], ["and"], ["==", "!=", "<", "<=", ">", ">="], [".."], ["+", "-"], ["*", "/", "@"], ["^"]] as const;

export const bindings: ReadonlyMap<string, Binding> = new Map(
  levels.flatMap((operators, level) =>
    operators.map((operator): [string, Binding] => [
      operator,
      {
        level,
        kind: operator === "|>" ? "pipe" : operator === ".." ? "range" : "binary",
        ...(operator === "^" && { right: true }),
      },
    ]),
  ),
);

export function levelOf(operator: BinaryOperator | "|>" | ".."): number {
  return bindings.get(operator)?.level ?? 0;
}

/** A prefix takes operators of this level and tighter ones into its operand: `-x^2`, `not a == b`, `sum[i] a * b`. */
export const prefixLevels = { "-": levelOf("^"), not: levelOf("=="), reduction: levelOf("*") } as const;

/** Binds as tightly as a name. */
export const PRIMARY = levels.length;

export function isBinaryOperator(image: string): image is BinaryOperator {
  return bindings.get(image)?.kind === "binary";
}
