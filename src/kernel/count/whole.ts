import type { BinaryOperator, Expression } from "../kernel.ts";

/** The value of a whole-number expression, its locals and sizes as given; undefined if it needs memory, or a local that is not given. */
export function wholeValue(e: Expression, locals: ReadonlyMap<string, number>, sizes: Readonly<Record<string, number>>): number | undefined {
  switch (e.kind) {
    case "const":
      return e.value;
    case "local":
      return locals.get(e.name);
    case "size":
      return e.size.evaluate(sizes);
    case "unary": {
      const value = wholeValue(e.operand, locals, sizes);
      return value === undefined || e.operator === "not" ? undefined : -value;
    }
    case "binary": {
      const [left, right] = [wholeValue(e.left, locals, sizes), wholeValue(e.right, locals, sizes)];
      return left === undefined || right === undefined ? undefined : operations[e.operator]?.(left, right);
    }
    default:
      return undefined;
  }
}

/** Of whole numbers; `div` and `mod` round to minus infinity. */
export const operations: Partial<Record<BinaryOperator, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => Math.floor(a / b),
  mod: (a, b) => a - b * Math.floor(a / b),
  min: Math.min,
  max: Math.max,
};
