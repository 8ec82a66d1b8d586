import { textOf, type Span } from "../base/source.ts";
import type { DType, Node } from "../graph/graph.ts";
import type { BinaryOperator } from "../syntax/ast.ts";
import { Size } from "../types/size.ts";
import { matrixProduct } from "./matrix-product.ts";
import type { Context } from "./context.ts";
import { shapesDiffer } from "./shapes-differ.ts";
import { asTensor, broadcasts, broadcastTo, convert, type Written } from "./tensors.ts";
import { kindText, list, number, size, tensor, type Tensor, type Value } from "./value.ts";

type ElementwiseOperator = Exclude<BinaryOperator, "@">;

/** The primitive behind each operator, and what it asks of its elements. */
const elementwise: Record<ElementwiseOperator, { op: string; elements: "number" | "real" | "any" | "bool" }> = {
  "+": { op: "add", elements: "number" },
  "-": { op: "sub", elements: "number" },
  "*": { op: "mul", elements: "number" },
  "/": { op: "div", elements: "real" },
  "^": { op: "pow", elements: "real" },
  "==": { op: "eq", elements: "any" },
  "!=": { op: "ne", elements: "any" },
  "<": { op: "lt", elements: "number" },
  "<=": { op: "le", elements: "number" },
  ">": { op: "gt", elements: "number" },
  ">=": { op: "ge", elements: "number" },
  and: { op: "and", elements: "bool" },
  or: { op: "or", elements: "bool" },
};

export function binary(context: Context, operator: BinaryOperator, left: Written, right: Written, span: Span): Value {
  const [a, b] = [left.value, right.value];
  if (a.kind === "list") return list(a.items.map((item) => binary(context, operator, { ...left, value: item }, right, span)));
  if (b.kind === "list") return list(b.items.map((item) => binary(context, operator, left, { ...right, value: item }, span)));
  if (a.kind === "boolean" && b.kind === "boolean") return { kind: "boolean", value: onBooleans(context, operator, a.value, b.value, span) };
  if (a.kind === "word" || b.kind === "word" || a.kind === "string" || b.kind === "string") return compareNames(context, operator, left, right);
  if (isCompileTime(a) && isCompileTime(b)) {
    const settled = onSizes(context, operator, a, b, span);
    if (settled) return settled;
  }
  const like = dtypeOf(a) ?? dtypeOf(b) ?? "f32";
  const x = asTensor(context, left, like);
  const y = asTensor(context, right, like);
  if (operator === "@") return matrixProduct(context, x, y, [textOf(left.span), textOf(right.span)], span);
  const { op, elements } = elementwise[operator];
  return pointwise(context, op, elements, [x, y], [left.span, right.span], `\`${operator}\``, span);
}

/** Of what is known only when the program runs; the position of a scan is a whole number. */
function dtypeOf(value: Value): DType | undefined {
  return value.kind === "tensor" ? value.node.type.dtype : value.kind === "position" ? "i32" : undefined;
}

/** Two tensors to one shape and one element type, then the operation. */
export function pointwise(
  context: Context,
  op: string,
  elements: "number" | "real" | "any" | "bool",
  [x, y]: readonly [Tensor, Tensor],
  [xSpan, ySpan]: readonly [Span, Span],
  what: string,
  span: Span,
): Tensor {
  const dtype = commonType(context, [x.node, y.node], elements, what, [xSpan, ySpan]);
  const [a, b] = align(context, [x, y], [xSpan, ySpan], what, span);
  const node = context.make(op, [convert(context, a, dtype, xSpan), convert(context, b, dtype, ySpan)], {}, span);
  return tensor(node, x.node.type.shape.length >= y.node.type.shape.length ? (x.trail ?? y.trail) : (y.trail ?? x.trail));
}

/** Broadcasts the tensor of lower rank; refuses everything but equal shapes, scalars and whole trailing axes. */
function align(context: Context, [x, y]: readonly [Tensor, Tensor], spans: readonly [Span, Span], what: string, span: Span): [Node, Node] {
  const [a, b] = [x.node.type.shape, y.node.type.shape];
  if (broadcasts(a, b)) return [broadcastTo(context, x.node, b, span), y.node];
  if (broadcasts(b, a)) return [x.node, broadcastTo(context, y.node, a, span)];
  return shapesDiffer(context, what, { tensor: x, span: spans[0] }, { tensor: y, span: spans[1] }, span);
}

function commonType(context: Context, nodes: readonly [Node, Node], elements: string, what: string, spans: readonly [Span, Span]): DType {
  const [a, b] = [nodes[0].type.dtype, nodes[1].type.dtype];
  const refuse = (i: number, expected: string): never =>
    context.fail("element-type", { what, expected, found: nodes[i]!.type.dtype === "bool" ? "booleans" : "numbers" }, spans[i]!, {
      help: nodes[i]!.type.dtype === "bool" ? "`float(…)` makes 0 and 1 of them" : "compare first, such as `x > 0`",
    });
  if (elements === "bool") return a !== "bool" ? refuse(0, "booleans") : b !== "bool" ? refuse(1, "booleans") : "bool";
  if (a === "bool" && b === "bool" && elements === "any") return "bool";
  if (a === "bool") return refuse(0, "numbers");
  if (b === "bool") return refuse(1, "numbers");
  return elements === "real" || a !== b ? "f32" : a;
}

/** `if c then a else b` on elements. */
export function chooseElements(context: Context, condition: Written, yes: Written, no: Written, span: Span): Tensor {
  const c = asTensor(context, condition);
  if (c.node.type.dtype !== "bool") context.fail("element-type", { what: "`if`", expected: "booleans", found: "numbers" }, condition.span, { help: "compare first: `if x > 0 then …`" });
  const like = yes.value.kind === "tensor" ? yes.value.node.type.dtype : no.value.kind === "tensor" ? no.value.node.type.dtype : "f32";
  const [x, y] = [asTensor(context, yes, like), asTensor(context, no, like)];
  const dtype = commonType(context, [x.node, y.node], "any", "`if`", [yes.span, no.span]);
  const [a, b] = align(context, [x, y], [yes.span, no.span], "`if`", span);
  const [value] = align(context, [tensor(a, x.trail ?? y.trail), c], [span, condition.span], "`if`", span);
  const { shape } = value.type;
  const node = context.make(
    "select",
    [broadcastTo(context, c.node, shape, span), broadcastTo(context, convert(context, a, dtype, span), shape, span), broadcastTo(context, convert(context, b, dtype, span), shape, span)],
    {},
    span,
  );
  return tensor(node, x.trail ?? y.trail ?? c.trail);
}

export function unary(context: Context, operator: "-" | "not", value: Value, span: Span): Value {
  if (value.kind === "list") return list(value.items.map((item) => unary(context, operator, item, span)));
  if (operator === "not") {
    if (value.kind === "boolean") return { kind: "boolean", value: !value.value };
    if (value.kind === "tensor" && value.node.type.dtype === "bool") return tensor(context.make("not", [value.node], {}, span), value.trail);
    if (value.kind === "tensor") context.fail("element-type", { what: "`not`", expected: "booleans", found: "numbers" }, span, { help: "compare first: `not (x > 0)`" });
    return context.fail("not-a-condition", { found: kindText(value) }, span);
  }
  if (value.kind === "number") return number(-value.value);
  if (value.kind === "size") return size(value.size.mul(-1));
  const x = asTensor(context, { value, span });
  if (x.node.type.dtype === "bool") context.fail("element-type", { what: "`-`", expected: "numbers", found: "booleans" }, span, { help: "`float(…)` makes 0 and 1 of them; `not` turns them round" });
  return tensor(context.make("neg", [x.node], {}, span), x.trail);
}

function onBooleans(context: Context, operator: BinaryOperator, a: boolean, b: boolean, span: Span): boolean {
  switch (operator) {
    case "and": return a && b;
    case "or": return a || b;
    case "==": return a === b;
    case "!=": return a !== b;
    default: return context.fail("element-type", { what: `\`${operator}\``, expected: "numbers", found: "booleans" }, span);
  }
}

function compareNames(context: Context, operator: BinaryOperator, left: Written, right: Written): Value {
  const [a, b] = [left.value, right.value];
  const text = (v: Value): string | undefined => (v.kind === "word" ? v.name : v.kind === "string" ? v.value : undefined);
  const same = a.kind === b.kind && text(a) === text(b);
  if (operator === "==") return { kind: "boolean", value: same };
  if (operator === "!=") return { kind: "boolean", value: !same };
  // Neither is a tensor: the refusal says what it is instead.
  return asTensor(context, text(a) === undefined ? right : left);
}

type CompileTime = Extract<Value, { kind: "number" | "size" }>;

function isCompileTime(value: Value): value is CompileTime {
  return value.kind === "number" || value.kind === "size";
}

/** Numbers and sizes, as far as they can be settled now; undefined leaves it to the program. */
function onSizes(context: Context, operator: BinaryOperator, a: CompileTime, b: CompileTime, span: Span): Value | undefined {
  const [x, y] = [constantOf(a), constantOf(b)];
  if (x !== undefined && y !== undefined) return onNumbers(context, operator, x, y, a.kind === "size" || b.kind === "size", span);
  const [s, t] = [sizeOf(a), sizeOf(b)];
  if (!s || !t) return undefined;
  switch (operator) {
    case "+": return size(s.add(t));
    case "-": return size(s.sub(t));
    case "*": return size(s.mul(t));
    case "/": return size((t.isZero() ? undefined : s.exactDiv(t)) ?? divideSizes(context, s, t, span));
    case "==": case "!=": {
      const difference = s.sub(t);
      if (difference.isZero()) return { kind: "boolean", value: operator === "==" };
      if (difference.atLeast(1) || difference.mul(-1).atLeast(1)) return { kind: "boolean", value: operator === "!=" };
      return undecided(context, s, t, operator, span);
    }
    case "<": return order(context, t.sub(s).atLeast(1), s, t, operator, span);
    case "<=": return order(context, t.sub(s).atLeast(0), s, t, operator, span);
    case ">": return order(context, s.sub(t).atLeast(1), s, t, operator, span);
    case ">=": return order(context, s.sub(t).atLeast(0), s, t, operator, span);
    default: return undefined;
  }
}

function order(context: Context, proven: boolean | undefined, s: Size, t: Size, operator: string, span: Span): Value {
  return proven === undefined ? undecided(context, s, t, operator, span) : { kind: "boolean", value: proven };
}

function undecided(context: Context, s: Size, t: Size, operator: string, span: Span): never {
  return context.fail("undecided", { what: `${s} ${operator} ${t}` }, span);
}

function divideSizes(context: Context, s: Size, t: Size, span: Span): Size {
  const divisor = t.constant();
  if (divisor === 0) context.fail("division-by-zero", {}, span);
  if (divisor !== undefined) context.program.builder.require({ kind: "divisible", size: s, divisor, why: `\`${textOf(span)}\`` });
  return s.floorDiv(t);
}

function onNumbers(context: Context, operator: BinaryOperator, x: number, y: number, keepSize: boolean, span: Span): Value | undefined {
  const settle = (value: number): Value => (keepSize && Number.isSafeInteger(value) ? size(Size.of(value)) : number(value));
  switch (operator) {
    case "+": return settle(x + y);
    case "-": return settle(x - y);
    case "*": return settle(x * y);
    case "/": return y === 0 ? context.fail("division-by-zero", {}, span) : settle(x / y);
    case "^": return Number.isNaN(x ** y) ? context.fail("bad-number", { what: `${x}^${y}`, found: "no number", expected: "a real number" }, span) : settle(x ** y);
    case "==": return { kind: "boolean", value: x === y };
    case "!=": return { kind: "boolean", value: x !== y };
    case "<": return { kind: "boolean", value: x < y };
    case "<=": return { kind: "boolean", value: x <= y };
    case ">": return { kind: "boolean", value: x > y };
    case ">=": return { kind: "boolean", value: x >= y };
    default: return context.fail("not-a-condition", { found: "a number" }, span);
  }
}

function constantOf(value: CompileTime): number | undefined {
  return value.kind === "number" ? value.value : value.size.constant();
}

function sizeOf(value: CompileTime): Size | undefined {
  if (value.kind === "size") return value.size;
  return Number.isSafeInteger(value.value) ? Size.of(value.value) : undefined;
}
