import type { BinaryOperator, Expression, Kernel, Statement } from "./kernel.ts";

/** A kernel as text for people, as `--print-after=schedule` shows it. */
export function printKernel(kernel: Kernel): string {
  const buffers = kernel.buffers.map((b) => `${b.access} ${b.name}: ${b.dtype}[${b.length}]`);
  const sizes = kernel.sizes.map((s) => `size ${s}`);
  const comments = [...kernel.doc.source, ...kernel.doc.equations].map((line) => `// ${line}\n`);
  return `${comments.join("")}kernel ${kernel.name}(${[...buffers, ...sizes].join(", ")}) {\n${printBody(kernel.body, "  ")}}\n`;
}

function printBody(body: readonly Statement[], indent: string): string {
  return body.map((s) => indent + printStatement(s, indent) + "\n").join("");
}

function printStatement(statement: Statement, indent: string): string {
  const e = (expression: Expression): string => printExpression(expression);
  const block = (body: readonly Statement[]): string => `{\n${printBody(body, indent + "  ")}${indent}}`;
  switch (statement.kind) {
    case "for":
      return `${statement.lanes ? "lanes" : statement.shared ? "share" : "for"} ${statement.index} in ${e(statement.from)} .. ${e(statement.to)} ${block(statement.body)}`;
    case "let":
    case "var":
      return `${statement.kind} ${statement.name}: ${statement.value.type} = ${e(statement.value)}`;
    case "assign":
      return `${statement.name} = ${e(statement.value)}`;
    case "store":
      return `${statement.buffer}[${e(statement.index)}] = ${e(statement.value)}`;
    case "if":
      return `if ${e(statement.condition)} ${block(statement.then)}`;
  }
}

const operators: Partial<Record<BinaryOperator, { readonly text: string; readonly strength: number }>> = {
  or: { text: "or", strength: 1 },
  and: { text: "and", strength: 2 },
  eq: { text: "==", strength: 3 },
  ne: { text: "!=", strength: 3 },
  lt: { text: "<", strength: 3 },
  le: { text: "<=", strength: 3 },
  gt: { text: ">", strength: 3 },
  ge: { text: ">=", strength: 3 },
  add: { text: "+", strength: 4 },
  sub: { text: "-", strength: 4 },
  mul: { text: "*", strength: 5 },
  div: { text: "/", strength: 5 },
  mod: { text: "%", strength: 5 },
};

/** `around` is the strength of the operator outside, above which parentheses are needed. */
export function printExpression(expression: Expression, around = 0): string {
  switch (expression.kind) {
    case "const":
      if (expression.type === "bool") return expression.value ? "true" : "false";
      return Object.is(expression.value, -0) ? "-0" : String(expression.value);
    case "local":
      return expression.name;
    case "size":
      return expression.size.terms.length > 1 ? `(${expression.size})` : String(expression.size);
    case "load":
      return `${expression.buffer}[${printExpression(expression.index)}]`;
    case "unary":
      return `${expression.operator === "neg" ? "-" : "not "}${printExpression(expression.operand, 6)}`;
    case "binary": {
      const infix = operators[expression.operator];
      if (!infix) return `${expression.operator}(${printExpression(expression.left)}, ${printExpression(expression.right)})`;
      const text = `${printExpression(expression.left, infix.strength - 1)} ${infix.text} ${printExpression(expression.right, infix.strength)}`;
      return infix.strength <= around ? `(${text})` : text;
    }
    case "select": {
      const text = `${printExpression(expression.condition, 1)} ? ${printExpression(expression.then)} : ${printExpression(expression.else)}`;
      return around > 0 ? `(${text})` : text;
    }
    case "convert":
      return `${expression.type}(${printExpression(expression.operand)})`;
    case "bitcast":
      return `${expression.type}_of_bits(${printExpression(expression.operand)})`;
    case "call":
      return `${expression.intrinsic}(${expression.arguments.map((a) => printExpression(a)).join(", ")})`;
  }
}
