import { span } from "../../base/source.ts";
import type { IfCstNode, InputItemCstNode, NamedCstNode, ParamCstNode, StateItemCstNode, StatementCstNode } from "../../../grammar/cst.generated.ts";
import type { ExpressionStatement, IfStatement, Input, Loss, Metric, ModelItem, Output, Param, State } from "../ast.ts";
import { block } from "./block.ts";
import { docOf, identifier, one, report, spanOf, spanOfToken, type Context } from "./context.ts";
import { conditional, expression } from "./expression.ts";
import { fn } from "./function.ts";
import { simple } from "./simple.ts";
import { train } from "./train.ts";
import { type } from "./type.ts";

export function statement(context: Context, { children }: StatementCstNode): readonly ModelItem[] {
  if (children.simple) return simple(context, one(children.simple));
  if (children.param) return [param(context, one(children.param))];
  if (children.state) return series(context, one(children.state), one(children.state).children.stateItem, stateItem);
  if (children.inputs) return series(context, one(children.inputs), one(children.inputs).children.inputItem, inputItem);
  if (children.named) return named(context, one(children.named));
  if (children.train) return train(context, one(children.train));
  if (children.fn) return [fn(context, one(children.fn))];
  if (children.if) return [ifStatement(context, one(children.if))];
  if (children.return) {
    const node = one(children.return);
    const further = (node.children.further ?? []).map((each) => expression(context, each));
    return [{ kind: "return", value: expression(context, one(node.children.expression)), further, span: spanOf(context, node) }];
  }
  const node = one(children.yield);
  return [{ kind: "yield", value: expression(context, one(node.children.expression)), span: spanOf(context, node) }];
}

function param(context: Context, node: ParamCstNode): Param {
  const place = spanOf(context, node);
  const [init] = node.children.expression ?? [];
  return {
    kind: "param",
    ...docOf(context, place),
    name: identifier(context, one(node.children.Identifier)),
    type: type(context, one(node.children.type)),
    ...(init && { init: expression(context, init) }),
    span: place,
  };
}

/** `state v = 0, s = 0`: one item each, sharing the doc comment; the span of the first begins at the keyword. */
function series<N extends Parameters<typeof spanOf>[1], I extends State | Input>(
  context: Context,
  whole: Parameters<typeof spanOf>[1],
  nodes: readonly N[],
  build: (context: Context, node: N) => I,
): I[] {
  const { start } = spanOf(context, whole);
  const doc = docOf(context, spanOf(context, whole));
  return nodes.map((node, i) => {
    const item = build(context, node);
    return { ...item, ...doc, span: i === 0 ? span(context.source, start, item.span.end) : item.span };
  });
}

function stateItem(context: Context, node: StateItemCstNode): State {
  const { Identifier, type: known, expression: init } = node.children;
  return {
    kind: "state",
    name: identifier(context, one(Identifier)),
    ...(known && { type: type(context, one(known)) }),
    init: expression(context, one(init)),
    span: spanOf(context, node),
  };
}

function inputItem(context: Context, node: InputItemCstNode): Input {
  const { Identifier, type: known, expression: written } = node.children;
  const fallback = written && expression(context, one(written));
  return { kind: "input", name: identifier(context, one(Identifier)), type: type(context, one(known)), ...(fallback && { default: fallback }), span: spanOf(context, node) };
}

function named(context: Context, node: NamedCstNode): readonly (Output | Loss | Metric)[] {
  const place = spanOf(context, node);
  const token = one(node.children.Identifier);
  const kind = node.children.Output ? "output" : node.children.Loss ? "loss" : "metric";
  const [written] = node.children.expression ?? [];
  const value = written && expression(context, written);
  const { type: known } = node.children;
  const rest = { ...docOf(context, place), name: identifier(context, token), ...(known && { type: type(context, one(known)) }), span: place };
  if (kind === "output") return [{ kind, ...rest, ...(value && { value }) }];
  if (value) return [{ kind, ...rest, value }];
  report(context, "missing-value", { after: `\`${token.image}\`` }, spanOfToken(context, token), `write \`${kind} ${token.image} = …\``);
  return [];
}

/** `if c { … } else if d { … } else { … }`; with `then`, it is an expression that stands alone. */
function ifStatement(context: Context, node: IfCstNode): IfStatement | ExpressionStatement {
  const { condition, conditionalRest, then, otherwise, If } = node.children;
  const place = spanOf(context, node);
  if (conditionalRest) {
    return { kind: "expression-statement", value: conditional(context, place.start, one(condition), one(conditionalRest)), span: place };
  }
  const blocks = then ?? [];
  const last = otherwise && block(context, one(otherwise));
  const links = condition.map((each, i) => ({
    kind: "if-statement" as const,
    condition: expression(context, each),
    then: block(context, blocks[i] ?? one(blocks)),
    span: span(context.source, If[i]?.startOffset ?? place.start, place.end),
  }));
  const [tail, ...before] = links.reverse();
  const innermost: IfStatement = { ...tail!, ...(last && { else: last }) };
  return before.reduce<IfStatement>((inner, link) => ({ ...link, else: inner }), innermost);
}
