import { span } from "../../base/source.ts";
import type { ConditionalRestCstNode, ExpressionCstNode, OperandCstNode, PrefixCstNode } from "../../../grammar/cst.generated.ts";
import type { Token } from "../../../grammar/token.ts";
import type { Conditional, Expression } from "../ast.ts";
import { identifier, one, report, spanOf, spanOfToken, type Context } from "./context.ts";
import { bindings, isBinaryOperator, levelOf, prefixLevels } from "./precedence.ts";
import { primary } from "./primary.ts";
import { suffix } from "./suffix.ts";

/** A value with the text that it takes up, parentheses included: what an operator around it covers. */
interface Part {
  readonly value: Expression;
  readonly start: number;
  readonly end: number;
  readonly parenthesized: boolean;
}

type Waiting =
  | { readonly prefix: true; readonly level: number; readonly node: PrefixCstNode; readonly start: number }
  | { readonly prefix: false; readonly level: number; readonly token: Token };

/** A flat list of operands and operators to a tree, by a stack of operators that wait for their right side (Dijkstra, 1961). */
export function expression(context: Context, cst: ExpressionCstNode): Expression {
  const parts: Part[] = [];
  const waiting: Waiting[] = [];
  const apply = (top: Waiting): void => {
    const right = parts.pop();
    if (!right) return;
    if (top.prefix) return void parts.push(applyPrefix(context, top.node, top.start, right));
    const left = parts.pop();
    if (left) parts.push(applyBinary(context, left, top.token, right));
  };

  cst.children.operand.forEach((operand, i) => {
    const token = cst.children.BinaryOperator?.[i - 1];
    if (token) {
      const { level, right } = bindings.get(token.image)!;
      const goesFirst = (top: Waiting): boolean => top.level > level || (top.level === level && !right && !top.prefix);
      for (let top = waiting.at(-1); top && goesFirst(top); top = waiting.at(-1)) {
        waiting.pop();
        apply(top);
      }
      waiting.push({ prefix: false, level, token });
    }
    for (const node of operand.children.prefix ?? []) {
      const sign = node.children.Minus ? "-" : node.children.Not ? "not" : "reduction";
      waiting.push({ prefix: true, level: prefixLevels[sign], node, start: spanOf(context, node).start });
    }
    parts.push(bare(context, operand));
  });
  for (let top = waiting.pop(); top; top = waiting.pop()) apply(top);
  return one(parts).value;
}

/** An operand without its prefixes. */
function bare(context: Context, { children }: OperandCstNode): Part {
  const first = one(children.primary);
  const { start, end } = spanOf(context, first);
  let part: Part = { value: primary(context, first), start, end, parenthesized: first.children.parenthesized !== undefined };
  for (const node of children.suffix ?? []) {
    const place = span(context.source, start, spanOf(context, node).end);
    part = { value: suffix(context, part.value, node, place), start, end: place.end, parenthesized: false };
  }
  return part;
}

function applyPrefix(context: Context, { children }: PrefixCstNode, start: number, { value, end }: Part): Part {
  const place = span(context.source, start, end);
  const [name] = children.Reducer ?? [];
  const result: Expression = name
    ? {
        kind: "reduction",
        operator: identifier(context, name),
        indices: (children.Identifier ?? []).map((index) => identifier(context, index)),
        value,
        span: place,
      }
    : { kind: "unary", operator: children.Minus ? "-" : "not", operand: value, span: place };
  return { value: result, start, end, parenthesized: false };
}

function applyBinary(context: Context, left: Part, token: Token, right: Part): Part {
  const place = span(context.source, left.start, right.end);
  if (isComparison(token.image) && !left.parenthesized && left.value.kind === "binary" && isComparison(left.value.operator)) {
    report(context, "chained-comparison", { operator: token.image }, spanOfToken(context, token), "write `a < b and b < c`");
  }
  return { value: combine(left.value, token.image, right.value, place), start: left.start, end: right.end, parenthesized: false };
}

function combine(left: Expression, operator: string, right: Expression, place: Expression["span"]): Expression {
  if (operator === "..") return { kind: "range", from: left, to: right, span: place };
  if (isBinaryOperator(operator)) return { kind: "binary", operator, left, right, span: place };
  return { kind: "pipe", value: left, target: right, span: place };
}

function isComparison(operator: string): boolean {
  return bindings.get(operator)?.level === levelOf("==");
}

/** `then a else if c then b else d`, with the first condition from outside. */
export function conditional(context: Context, start: number, condition: ExpressionCstNode, { children }: ConditionalRestCstNode): Conditional {
  const conditions = [condition, ...(children.condition ?? [])];
  const starts = [start, ...(children.If ?? []).map((token) => token.startOffset)];
  const otherwise = expression(context, one(children.otherwise));
  const end = spanOf(context, one(children.otherwise)).end;
  const links = conditions.map((each, i) => ({
    kind: "conditional" as const,
    condition: expression(context, each),
    then: expression(context, children.then[i] ?? one(children.then)),
    span: span(context.source, starts[i] ?? start, end),
  }));
  const last = links.pop()!;
  return links.reduceRight<Conditional>((inner, link) => ({ ...link, else: inner }), { ...last, else: otherwise });
}
