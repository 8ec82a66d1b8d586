import type { PrimaryCstNode, ScanCstNode } from "../../../grammar/cst.generated.ts";
import type { Token } from "../../../grammar/token.ts";
import type { Assignment, Expression, NumberLiteral, Scan } from "../ast.ts";
import { identifier, one, report, spanOf, spanOfToken, type Context } from "./context.ts";
import { conditional, expression } from "./expression.ts";
import { block } from "./block.ts";
import { string } from "./string.ts";
import { type } from "./type.ts";

/** What stands alone: a name, a literal, something in brackets, a conditional, a scan. */
export function primary(context: Context, node: PrimaryCstNode): Expression {
  const { Identifier, NumberLiteral, StringLiteral, True, False, parenthesized, list, conditional: choice, scan: loop } = node.children;
  if (Identifier) return identifier(context, one(Identifier));
  if (NumberLiteral) return number(context, one(NumberLiteral));
  if (StringLiteral) return string(context, one(StringLiteral));
  if (True ?? False) return { kind: "boolean", value: True !== undefined, span: spanOf(context, node) };
  if (parenthesized) return expression(context, one(one(parenthesized).children.expression));
  if (list) {
    const items = (one(list).children.expression ?? []).map((item) => expression(context, item));
    return { kind: "list", items, span: spanOf(context, node) };
  }
  if (choice) {
    const { condition, conditionalRest } = one(choice).children;
    return conditional(context, spanOf(context, node).start, one(condition), one(conditionalRest));
  }
  return scan(context, one(loop));
}

function number(context: Context, token: Token): NumberLiteral {
  const place = spanOfToken(context, token);
  const value = Number(token.image);
  // A malformed one has been told of already.
  if (value === Infinity) report(context, "malformed-number", { text: token.image }, place, "the largest number is about 1.8e308");
  return { kind: "number", value: Number.isFinite(value) ? value : 0, span: place };
}

function scan(context: Context, node: ScanCstNode): Scan {
  const { Identifier, Reverse, extent, carry, where, block: body } = node.children;
  return {
    kind: "scan",
    reverse: Reverse !== undefined,
    index: identifier(context, one(Identifier)),
    extent: expression(context, one(extent)),
    carries: (carry ?? []).map(({ children, ...rest }): Assignment => {
      const name = identifier(context, one(children.Identifier));
      const target = { kind: "target" as const, name, ...(children.type && { type: type(context, one(children.type)) }), span: name.span };
      return { kind: "assignment", targets: [target], value: expression(context, one(children.expression)), span: spanOf(context, rest) };
    }),
    ...(where && { where: expression(context, one(where)) }),
    body: block(context, one(body)),
    span: spanOf(context, node),
  };
}
