import type * as ast from "../syntax/ast.ts";
import type { TensorType } from "../types/tensor.ts";
import type { Context } from "./context.ts";
import { evaluate } from "./evaluate.ts";
import type { Scope } from "./scope.ts";
import { kindText, type Value } from "./value.ts";

/** `input h: [N, 128] = 0`: one number, or boolean, for all elements, that the input's type allows. 1 is true. */
export function inputDefault(context: Context, name: string, type: TensorType, expression: ast.Expression, scope: Scope): number {
  const value = evaluate(context, expression, scope);
  const number = numberOf(value);
  const known = value.kind === "boolean" ? type.dtype === "bool" : type.dtype !== "bool";
  if (number === undefined || !known || !fits(number, type)) {
    const found = value.kind === "number" ? String(value.value) : kindText(value);
    context.fail("bad-number", { what: `the default of \`${name}\``, found, expected: expected(type) }, expression.span);
  }
  return number;
}

function numberOf(value: Value): number | undefined {
  if (value.kind === "number") return value.value;
  if (value.kind === "boolean") return Number(value.value);
  return value.kind === "size" ? value.size.constant() : undefined;
}

function fits(number: number, { dtype, bound }: TensorType): boolean {
  if (dtype === "f32") return Number.isFinite(Math.fround(number));
  if (dtype === "bool") return true;
  return (number | 0) === number && (bound === undefined || (number >= 0 && bound.sub(number + 1).atLeast(0) === true));
}

function expected({ dtype, bound }: TensorType): string {
  if (dtype === "bool") return "`true` or `false`";
  if (dtype === "f32") return "one number, for all elements";
  return bound ? `one whole number from 0 to ${bound.sub(1)}, for all elements` : "one whole number, for all elements";
}
