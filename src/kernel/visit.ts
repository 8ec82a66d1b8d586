import { k } from "./build.ts";
import type { Expression, Statement } from "./kernel.ts";

/** The direct parts of an expression. */
export function parts(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "const":
    case "local":
    case "size":
      return [];
    case "load":
      return [expression.index];
    case "unary":
    case "convert":
    case "bitcast":
      return [expression.operand];
    case "binary":
      return [expression.left, expression.right];
    case "select":
      return [expression.condition, expression.then, expression.else];
    case "call":
      return expression.arguments;
  }
}

/** The same expression with its direct parts replaced, simplified again. */
export function withParts(expression: Expression, replace: (part: Expression) => Expression): Expression {
  switch (expression.kind) {
    case "const":
    case "local":
    case "size":
      return expression;
    case "load":
      return { ...expression, index: replace(expression.index) };
    case "unary":
      return k[expression.operator](replace(expression.operand));
    case "convert":
      return k.convert(replace(expression.operand), expression.type);
    case "bitcast":
      return { ...expression, operand: replace(expression.operand) };
    case "binary":
      return k[expression.operator](replace(expression.left), replace(expression.right));
    case "select":
      return k.select(replace(expression.condition), replace(expression.then), replace(expression.else));
    case "call":
      return { ...expression, arguments: expression.arguments.map(replace) };
  }
}

/** Replaces locals and loads; undefined keeps an expression, then its parts are visited. */
export function substitute(expression: Expression, replacement: (e: Expression) => Expression | undefined): Expression {
  const found = replacement(expression);
  if (found) return found;
  let changed = false;
  const replaced = parts(expression).map((part) => {
    const result = substitute(part, replacement);
    changed ||= result !== part;
    return result;
  });
  if (!changed) return expression;
  let next = 0;
  return withParts(expression, () => replaced[next++]!);
}

/** Visits an expression and all that is in it, the whole first. */
export function walk(expression: Expression, visit: (e: Expression) => void): void {
  visit(expression);
  for (const part of parts(expression)) walk(part, visit);
}

/** Whether a local of this name is in an expression. */
export function mentions(expression: Expression, local: string): boolean {
  return mentionsAny(expression, new Set([local]));
}

/** Whether a local of one of these names is in an expression. */
export function mentionsAny(expression: Expression, locals: { readonly has: (name: string) => boolean }): boolean {
  return (expression.kind === "local" && locals.has(expression.name)) || parts(expression).some((part) => mentionsAny(part, locals));
}

/** The expressions directly in a statement, not those of the statements inside it. */
export function expressionsOf(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case "for":
      return [statement.from, statement.to];
    case "let":
    case "var":
    case "assign":
      return [statement.value];
    case "store":
      return [statement.index, statement.value];
    case "if":
      return [statement.condition];
  }
}

export function bodyOf(statement: Statement): readonly Statement[] {
  return statement.kind === "for" ? statement.body : statement.kind === "if" ? statement.then : [];
}

/** Visits statements in order, outer ones first. */
export function walkStatements(body: readonly Statement[], visit: (statement: Statement) => void): void {
  for (const statement of body) {
    visit(statement);
    walkStatements(bodyOf(statement), visit);
  }
}

/** Visits every expression of a body, parts included. */
export function walkBody(body: readonly Statement[], visit: (e: Expression) => void): void {
  walkStatements(body, (statement) => {
    for (const e of expressionsOf(statement)) walk(e, visit);
  });
}

/** The same statement with its direct expressions and its body replaced. */
export function mapStatement(statement: Statement, expression: (e: Expression) => Expression, body: (b: readonly Statement[]) => readonly Statement[]): Statement {
  switch (statement.kind) {
    case "for":
      return { ...statement, from: expression(statement.from), to: expression(statement.to), body: body(statement.body) };
    case "let":
    case "var":
    case "assign":
      return { ...statement, value: expression(statement.value) };
    case "store":
      return { ...statement, index: expression(statement.index), value: expression(statement.value) };
    case "if":
      return { ...statement, condition: expression(statement.condition), then: body(statement.then) };
  }
}
