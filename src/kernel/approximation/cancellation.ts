import { k } from "../build.ts";
import type { Expression, Statement } from "../kernel.ts";
import { mapStatement, parts, withParts } from "../visit.ts";

/**
 * The same values, without differences that f32 would leave few digits of: `1 - c^x` with c near 1 (the bias correction
 * of Adam) as `-expm1(x log c)`.
 */
export function withoutCancellation(body: readonly Statement[]): readonly Statement[] {
  return body.map((s) => mapStatement(s, rewrite, withoutCancellation));
}

function rewrite(e: Expression): Expression {
  const inner = parts(e).length === 0 ? e : withParts(e, rewrite);
  if (inner.kind !== "binary" || inner.operator !== "sub" || inner.type !== "f32") return inner;
  const { left, right } = inner;
  if (left.kind !== "const" || left.value !== 1 || right.kind !== "call" || right.intrinsic !== "pow") return inner;
  const [base, exponent] = right.arguments;
  if (base?.kind !== "const" || base.value <= 0 || !exponent) return inner;
  return k.neg(k.call("expm1", k.mul(exponent, k.const(Math.log(base.value)))));
}
