import { positionOf } from "../base/source.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type * as ast from "../syntax/ast.ts";
import { Abort, type Context } from "./context.ts";
import { evaluateCall, evaluatePipe } from "./call.ts";
import { blame } from "./blame.ts";
import { binary, chooseElements, unary } from "./operators.ts";
import { evaluateReduction } from "./indices/equation.ts";
import { evaluateScan } from "./scan.ts";
import type { Scope } from "./scope.ts";
import { evaluateSubscript } from "./subscript.ts";
import { kindText, list, number, type Value } from "./value.ts";

/** The value of an expression. Throws `Abort` once an error in it is recorded. */
export function evaluate(context: Context, expression: ast.Expression, scope: Scope): Value {
  switch (expression.kind) {
    case "number": return number(expression.value);
    case "string": return { kind: "string", value: expression.value };
    case "boolean": return { kind: "boolean", value: expression.value };
    case "identifier": return lookUp(context, expression, scope);
    case "unary": return unary(context, expression.operator, evaluate(context, expression.operand, scope), blame(expression.operand, scope));
    case "binary": return evaluateBinary(context, expression, scope);
    case "conditional": return evaluateConditional(context, expression, scope);
    case "call": return evaluateCall(context, expression, scope);
    case "pipe": return evaluatePipe(context, expression, scope);
    case "subscript": return evaluateSubscript(context, expression, scope);
    case "list": return list(expression.items.map((item) => evaluate(context, item, scope)));
    case "range": return evaluateRange(context, expression, scope);
    case "reduction": return evaluateReduction(context, expression, scope);
    case "scan": return evaluateScan(context, expression, scope);
    case "from": {
      const value = evaluate(context, expression.value, scope);
      if (value.kind !== "instance") return context.fail("not-a-part", { found: kindText(value) }, expression.value.span, { help: "weights are loaded into a layer's instance: `stem = Stem() from \"stem.safetensors\"`" });
      value.instance.from = expression.file;
      return value;
    }
  }
}

function lookUp(context: Context, identifier: ast.Identifier, scope: Scope): Value {
  const { name, span } = identifier;
  if (name === "training") return { kind: "boolean", value: context.program.training };
  if (name === "measuring") return { kind: "boolean", value: context.program.isMeasuring() };
  const value = scope.find(name);
  if (!value) {
    return context.fail("unknown-name", { name }, span, suggestion(identifier, scope));
  }
  if (value.kind === "poison") throw new Abort();
  return value;
}

/** The help and the fix of a misspelt name. */
export function suggestion({ name, span }: ast.Identifier, scope: Scope): Pick<Diagnostic, "help" | "fix"> {
  const later = scope.later(name);
  if (later?.source === span.source && later.start > span.start) {
    return { help: `\`${name}\` gets its value on line ${positionOf(later.source, later.start).line}: move that line above this one` };
  }
  const near = scope.suggest(name);
  if (near === undefined) return {};
  return { help: `did you mean \`${near}\`?`, fix: { title: `change to \`${near}\``, edits: [{ span, text: near }] } };
}

function evaluateBinary(context: Context, expression: ast.Binary, scope: Scope): Value {
  const { operator, left, right, span } = expression;
  const a = evaluate(context, left, scope);
  // What the left side settles, the right side need not make sense: `bias and b > 0`.
  if (a.kind === "boolean" && operator === (a.value ? "or" : "and")) return a;
  return binary(context, operator, { value: a, span: blame(left, scope) }, { value: evaluate(context, right, scope), span: blame(right, scope) }, span);
}

function evaluateConditional(context: Context, expression: ast.Conditional, scope: Scope): Value {
  const condition = evaluate(context, expression.condition, scope);
  if (condition.kind === "boolean") return evaluate(context, condition.value ? expression.then : expression.else, scope);
  if (condition.kind !== "tensor") return context.fail("not-a-condition", { found: kindText(condition) }, expression.condition.span);
  return chooseElements(
    context,
    { value: condition, span: blame(expression.condition, scope) },
    { value: evaluate(context, expression.then, scope), span: blame(expression.then, scope) },
    { value: evaluate(context, expression.else, scope), span: blame(expression.else, scope) },
    expression.span,
  );
}

/** A condition that must be known at compile time. */
export function evaluateCondition(context: Context, expression: ast.Expression, scope: Scope): boolean {
  const value = evaluate(context, expression, scope);
  if (value.kind === "boolean") return value.value;
  return context.fail("not-a-condition", { found: kindText(value) }, expression.span, {
    help: value.kind === "tensor" ? "for a choice between elements write `if c then a else b`" : value.kind === "number" || value.kind === "size" ? "compare it: `if n > 0`" : undefined,
  });
}

function evaluateRange(context: Context, expression: ast.Range, scope: Scope): Value {
  const end = (e: ast.Expression): number => evaluateWhole(context, e, scope);
  const [from, to] = [end(expression.from), end(expression.to)];
  if (to < from) context.fail("empty-range", { from, to }, expression.span);
  return { kind: "range", from, to };
}

/** A compile-time number. */
export function evaluateNumber(context: Context, expression: ast.Expression, scope: Scope): number {
  const value = evaluate(context, expression, scope);
  if (value.kind === "number") return value.value;
  const constant = value.kind === "size" ? value.size.constant() : undefined;
  return constant ?? context.fail("not-a-number", { found: kindText(value) }, expression.span);
}

/** A compile-time whole number >= 0. */
export function evaluateWhole(context: Context, expression: ast.Expression, scope: Scope): number {
  const value = evaluateNumber(context, expression, scope);
  if (!Number.isSafeInteger(value) || value < 0) context.fail("bad-size", { size: String(value), what: "a whole number" }, expression.span);
  return value;
}
