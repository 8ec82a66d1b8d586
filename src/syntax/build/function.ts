import type { FnCstNode, ParametersCstNode, SignatureCstNode } from "../../../grammar/cst.generated.ts";
import type { Block, Fn, HyperParameter, Identifier, TensorParameter, TypeExpression } from "../ast.ts";
import { block } from "./block.ts";
import { docOf, identifier, one, report, spanOf, type Context } from "./context.ts";
import { expression } from "./expression.ts";
import { type } from "./type.ts";

/** `fn f(x) = e` or `fn f(x) { … }` */
export function fn(context: Context, node: FnCstNode): Fn {
  const place = spanOf(context, node);
  const { signature: head, block: body, expression: value } = node.children;
  return { kind: "fn", ...docOf(context, place), ...signature(context, one(head)), body: value ? shortBody(context, one(value)) : block(context, one(body)), span: place };
}

function shortBody(context: Context, node: Parameters<typeof expression>[1]): Block {
  const value = expression(context, node);
  const place = spanOf(context, node);
  return { kind: "block", statements: [{ kind: "return", value, further: [], span: place }], span: place };
}

interface Signature {
  readonly name: Identifier;
  readonly hyper: readonly HyperParameter[];
  readonly inputs: readonly TensorParameter[];
  readonly result?: TypeExpression;
}

/** `name(hyper)(tensors) -> result`; a single list is the tensors. */
export function signature(context: Context, { children }: SignatureCstNode): Signature {
  const lists = children.parameters;
  const [result] = children.type ?? [];
  const [hyper] = lists.length > 1 ? lists : [];
  return {
    name: identifier(context, one(children.Identifier)),
    hyper: hyper ? hyperParameters(context, hyper) : [],
    inputs: tensorParameters(context, lists.at(-1) ?? one(lists)),
    ...(result && { result: type(context, result) }),
  };
}

function hyperParameters(context: Context, list: ParametersCstNode): HyperParameter[] {
  return (list.children.parameter ?? []).map((node) => {
    const [known] = node.children.type ?? [];
    const help = "types stand in the second list of parameters, that of the tensors";
    if (known) report(context, "unexpected-type", { where: "a hyper-parameter" }, spanOf(context, known), help);
    const [value] = node.children.expression ?? [];
    const name = identifier(context, one(node.children.Identifier));
    return { kind: "hyper-parameter", name, ...(value && { default: expression(context, value) }), span: spanOf(context, node) };
  });
}

function tensorParameters(context: Context, list: ParametersCstNode): TensorParameter[] {
  return (list.children.parameter ?? []).map((node) => {
    const [known] = node.children.type ?? [];
    const [value] = node.children.expression ?? [];
    return {
      kind: "tensor-parameter",
      name: identifier(context, one(node.children.Identifier)),
      ...(known && { type: type(context, known) }),
      ...(value && { default: expression(context, value) }),
      span: spanOf(context, node),
    };
  });
}
