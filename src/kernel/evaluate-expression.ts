import type { Scope } from "./evaluate.ts";
import { intrinsics } from "./intrinsics.ts";
import type { BinaryOperator, Expression } from "./kernel.ts";

export type Value = () => number;

const float = new Float32Array(1);
const word = new Int32Array(float.buffer);

/** The bits of an f32, as a whole number of 32 bits with a sign. */
function bitsOf(value: number): number {
  float[0] = value;
  return word[0]!;
}

function ofBits(bits: number): number {
  word[0] = bits;
  return float[0]!;
}

export function compileExpression(expression: Expression, scope: Scope): Value {
  const compile = (e: Expression): Value => compileExpression(e, scope);
  switch (expression.kind) {
    case "const":
      return () => expression.value;
    case "size": {
      const value = scope.size(expression.size);
      return () => value;
    }
    case "local": {
      const { values } = scope;
      const place = scope.place(expression.name);
      return () => values[place]!;
    }
    case "load": {
      const { data, check } = scope.buffer(expression.buffer);
      const index = compile(expression.index);
      return () => data[check(index())]!;
    }
    case "unary": {
      const operand = compile(expression.operand);
      return expression.operator === "neg" ? () => -operand() : () => (operand() ? 0 : 1);
    }
    case "binary":
      return binary(expression.operator, expression.left.type === "i32", compile(expression.left), compile(expression.right));
    case "select": {
      const [condition, then, otherwise] = [compile(expression.condition), compile(expression.then), compile(expression.else)];
      return () => (condition() ? then() : otherwise());
    }
    case "convert": {
      const operand = compile(expression.operand);
      if (expression.type === "bool") return () => (operand() !== 0 ? 1 : 0);
      return expression.type === "i32" ? () => Math.trunc(operand()) : operand;
    }
    case "bitcast": {
      const operand = compile(expression.operand);
      return expression.type === "i32" ? () => bitsOf(operand()) : () => ofBits(operand());
    }
    case "call": {
      const run = intrinsics[expression.intrinsic];
      const [a, b] = expression.arguments.map(compile);
      if (expression.arguments.length === 1) return () => run(a!());
      if (expression.arguments.length === 2) return () => run(a!(), b!());
      const values = expression.arguments.map(compile);
      return () => run(...values.map((v) => v()));
    }
  }
}

function binary(operator: BinaryOperator, whole: boolean, a: Value, b: Value): Value {
  switch (operator) {
    case "add":
      return () => a() + b();
    case "sub":
      return () => a() - b();
    case "mul":
      return () => a() * b();
    case "div":
      return whole ? () => Math.floor(a() / b()) : () => a() / b();
    case "mod":
      return () => {
        const [x, y] = [a(), b()];
        const rest = x % y;
        return rest !== 0 && rest < 0 !== y < 0 ? rest + y : rest;
      };
    case "min":
      return () => Math.min(a(), b());
    case "max":
      return () => Math.max(a(), b());
    case "eq":
      return () => (a() === b() ? 1 : 0);
    case "ne":
      return () => (a() !== b() ? 1 : 0);
    case "lt":
      return () => (a() < b() ? 1 : 0);
    case "le":
      return () => (a() <= b() ? 1 : 0);
    case "gt":
      return () => (a() > b() ? 1 : 0);
    case "ge":
      return () => (a() >= b() ? 1 : 0);
    case "xor":
      return () => a() ^ b();
    case "shr":
      return () => a() >>> b();
    case "and":
      return () => (a() && b() ? 1 : 0);
    case "or":
      return () => (a() || b() ? 1 : 0);
  }
}
