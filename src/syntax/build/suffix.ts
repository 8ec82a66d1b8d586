import type { Span } from "../../base/source.ts";
import type { SubscriptItemCstNode, SuffixCstNode } from "../../../grammar/cst.generated.ts";
import type { Argument, Ellipsis, Expression, Slice } from "../ast.ts";
import { identifier, one, spanOf, type Context } from "./context.ts";
import { expression } from "./expression.ts";
import { string } from "./string.ts";

/** A call, a subscript or `from "file"` applied to what stands before it. */
export function suffix(context: Context, value: Expression, { children }: SuffixCstNode, place: Span): Expression {
  if (children.arguments) {
    const list = (one(children.arguments).children.argument ?? []).map((node): Argument => {
      const [name] = node.children.Identifier ?? [];
      return {
        kind: "argument",
        ...(name && { name: identifier(context, name) }),
        value: expression(context, one(node.children.expression)),
        span: spanOf(context, node),
      };
    });
    return { kind: "call", callee: value, arguments: list, span: place };
  }
  if (children.subscript) {
    const items = (one(children.subscript).children.subscriptItem ?? []).map((node) => item(context, node));
    return { kind: "subscript", target: value, items, span: place };
  }
  return { kind: "from", value, file: string(context, one(one(children.from).children.StringLiteral)), span: place };
}

function item(context: Context, node: SubscriptItemCstNode): Expression | Slice | Ellipsis {
  const { Ellipsis, Colon, at, to } = node.children;
  const place = spanOf(context, node);
  if (Ellipsis) return { kind: "ellipsis", span: place };
  if (!Colon) return expression(context, one(at));
  return {
    kind: "slice",
    ...(at && { from: expression(context, one(at)) }),
    ...(to && { to: expression(context, one(to)) }),
    span: place,
  };
}
