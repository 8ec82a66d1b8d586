import type { TypeCstNode } from "../../../grammar/cst.generated.ts";
import type { Dimension, TypeExpression } from "../ast.ts";
import { one, report, spanOf, spanOfToken, type Context } from "./context.ts";
import { expression } from "./expression.ts";

export function type(context: Context, node: TypeCstNode): TypeExpression {
  const { dimensions } = node.children;
  const list = dimensions ? (one(dimensions).children.dimension ?? []) : [];
  return {
    kind: "type",
    element: element(context, node),
    dimensions: list.map(({ children, ...rest }): Dimension =>
      children.expression ? expression(context, one(children.expression)) : { kind: "ellipsis", span: spanOf(context, rest) },
    ),
    span: spanOf(context, node),
  };
}

const help = "the element types are `f32`, `int`, `bool` and `index(K)`, a whole number from 0 to K-1";

function element(context: Context, { children }: TypeCstNode): TypeExpression["element"] {
  const [name] = children.Identifier ?? [];
  const [bound] = children.expression ?? [];
  if (!name) return "f32";
  const { image } = name;
  if (image === "index" && bound) return { index: expression(context, bound) };
  if ((image === "f32" || image === "int" || image === "bool") && !bound) return image;
  report(context, "unknown-element-type", { name: bound ? `${image}(…)` : image }, spanOfToken(context, name), help);
  return "f32";
}
