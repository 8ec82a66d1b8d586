import type { Span } from "../base/source.ts";
import type * as ast from "../syntax/ast.ts";
import type { Scope } from "./scope.ts";

/**
 * The span to blame for the value of an expression. In the library's code that is the argument that the user gave, where
 * the expression speaks of just one: a bad `stride` is marked at the number, not at the whole call.
 */
export function blame(expression: ast.Expression, scope: Scope): Span {
  if (!expression.span.source.library) return expression.span;
  const [first, ...others] = argumentsOf(expression, scope);
  return first && others.every((s) => s.start === first.start && s.source === first.source) ? first : expression.span;
}

function argumentsOf(expression: ast.Expression, scope: Scope): Span[] {
  switch (expression.kind) {
    case "identifier": {
      const site = scope.site(expression.name);
      return site && !site.source.library ? [site] : [];
    }
    case "unary": return argumentsOf(expression.operand, scope);
    case "binary": return [...argumentsOf(expression.left, scope), ...argumentsOf(expression.right, scope)];
    default: return [];
  }
}
