import { Size, type SizeLike } from "../types/size.ts";
import type { DType } from "../types/tensor.ts";
import type { BinaryOperator, Expression, Intrinsic } from "./kernel.ts";

/**
 * Builds expressions, already simplified: constants are folded, integer identities applied, sizes collected. Arithmetic
 * on f32 is folded only where the result is the same to the bit (`x * 1`, but not `x + 0`, which loses the sign of -0).
 *
 * Both operands of a binary operator have one type; `select` evaluates only the branch it takes, `and` and `or` the
 * right operand only if needed.
 */
export const k = {
  /** An f32 constant. */
  const: (value: number): Expression => ({ kind: "const", type: "f32", value }),
  int: (value: number): Expression => ({ kind: "const", type: "i32", value }),
  bool: (value: boolean): Expression => ({ kind: "const", type: "bool", value: value ? 1 : 0 }),
  /** A constant of any type; bools are 0 or 1. */
  constant: (type: DType, value: number): Expression => ({ kind: "const", type, value }),
  local: (name: string, type: DType): Expression => ({ kind: "local", type, name }),
  size,
  load: (buffer: string, type: DType, index: Expression, safe = false): Expression => ({ kind: "load", type, buffer, index, ...(safe && { safe }) }),

  add,
  sub: (a: Expression, b: Expression): Expression => sub(a, b),
  mul,
  div,
  mod,
  min: (a: Expression, b: Expression): Expression => extreme("min", a, b),
  max: (a: Expression, b: Expression): Expression => extreme("max", a, b),

  eq: (a: Expression, b: Expression): Expression => compare("eq", a, b),
  ne: (a: Expression, b: Expression): Expression => compare("ne", a, b),
  lt: (a: Expression, b: Expression): Expression => compare("lt", a, b),
  le: (a: Expression, b: Expression): Expression => compare("le", a, b),
  gt: (a: Expression, b: Expression): Expression => compare("gt", a, b),
  ge: (a: Expression, b: Expression): Expression => compare("ge", a, b),

  and,
  or,
  xor,
  /** i32 bits moved right, zeros from the left. */
  shr: (a: Expression, b: Expression): Expression => binary("shr", "i32", a, b),
  not,
  neg,
  select,
  convert,
  /** The same 32 bits as the other of f32 and i32. */
  bitcast: (operand: Expression, type: "f32" | "i32"): Expression => ({ kind: "bitcast", type, operand }),
  /** A function that targets supply. `abs` and `sign` have the type of their argument, `is_finite` gives bool, all others f32. */
  call,
};

function size(value: SizeLike): Expression {
  const size = Size.of(value);
  const constant = size.constant();
  return constant === undefined ? { kind: "size", type: "i32", size } : k.int(constant);
}

function add(a: Expression, b: Expression): Expression {
  if (a.type === "i32") {
    const [x, y] = [asSize(a), asSize(b)];
    if (x && y) return size(x.add(y));
    if (x && !y) return add(b, a);
    if (y) {
      if (y.isZero()) return a;
      // (x + c1) + c2 = x + (c1 + c2)
      const inner = a.kind === "binary" && (a.operator === "add" || a.operator === "sub") ? a : undefined;
      const constant = inner && asSize(inner.right);
      if (inner && constant) return add(inner.left, size(inner.operator === "add" ? constant.add(y) : y.sub(constant)));
      const value = y.constant();
      if (value !== undefined && value < 0) return binary("sub", "i32", a, k.int(-value));
    }
  } else if (a.kind === "const" && b.kind === "const") return k.const(a.value + b.value);
  return binary("add", a.type, a, b);
}

function sub(a: Expression, b: Expression): Expression {
  if (a.type === "i32") {
    const y = asSize(b);
    if (y) return add(a, size(y.mul(-1)));
    if (sameExpression(a, b)) return k.int(0);
  } else {
    if (a.kind === "const" && b.kind === "const") return k.const(a.value - b.value);
    if (b.kind === "const" && Object.is(b.value, 0)) return a;
  }
  return binary("sub", a.type, a, b);
}

function mul(a: Expression, b: Expression): Expression {
  if (a.type === "i32") {
    const [x, y] = [asSize(a), asSize(b)];
    if (x && y) return size(x.mul(y));
    if (x && !y) return mul(b, a);
    if (y) {
      if (y.isZero()) return k.int(0);
      if (y.equals(1)) return a;
      if (a.kind === "binary") {
        const inner = asSize(a.right);
        // (x + c1) * c2 = x*c2 + c1*c2, (x * c1) * c2 = x * (c1*c2)
        if (inner && a.operator === "add") return add(mul(a.left, b), size(inner.mul(y)));
        if (inner && a.operator === "sub") return add(mul(a.left, b), size(inner.mul(y).mul(-1)));
        if (inner && a.operator === "mul") return mul(a.left, size(inner.mul(y)));
      }
    }
  } else {
    if (a.kind === "const" && b.kind === "const") return k.const(a.value * b.value);
    if (isConst(a, 1)) return b;
    if (isConst(b, 1)) return a;
  }
  return binary("mul", a.type, a, b);
}

function div(a: Expression, b: Expression): Expression {
  if (isConst(b, 1)) return a;
  if (a.type === "i32") {
    const [x, y] = [asSize(a), asSize(b)];
    if (x && y && !y.isZero()) return size(x.floorDiv(y));
    if (isConst(a, 0)) return a;
    const factor = a.kind === "binary" && a.operator === "mul" ? asSize(a.right) : undefined;
    const quotient = y && factor?.exactDiv(y);
    if (quotient && a.kind === "binary") return mul(a.left, size(quotient));
  } else if (a.kind === "const" && b.kind === "const") return k.const(a.value / b.value);
  return binary("div", a.type, a, b);
}

/** The remainder of the division that rounds to minus infinity; it has the sign of `b`. */
function mod(a: Expression, b: Expression): Expression {
  if (a.kind === "const" && b.kind === "const" && b.value !== 0) return k.constant(a.type, a.value - b.value * Math.floor(a.value / b.value));
  if (a.type === "i32") {
    if (isConst(b, 1) || isConst(a, 0)) return k.int(0);
    const y = asSize(b);
    const factor = a.kind === "binary" && a.operator === "mul" ? asSize(a.right) : undefined;
    if (y && factor?.exactDiv(y)) return k.int(0);
  }
  return binary("mod", a.type, a, b);
}

function extreme(operator: "min" | "max", a: Expression, b: Expression): Expression {
  if (sameExpression(a, b)) return a;
  if (a.type === "f32" && a.kind === "const" && b.kind === "const") return k.const(Math[operator](a.value, b.value));
  const order = a.type === "i32" ? atLeast(a, b) : undefined;
  if (order !== undefined) return order === (operator === "max") ? a : b;
  return binary(operator, a.type, a, b);
}

function compare(operator: Comparison, a: Expression, b: Expression): Expression {
  if (a.kind === "const" && b.kind === "const") return k.bool(compareNumbers[operator](a.value, b.value));
  if (a.type === "i32") {
    const known = knownOrder(operator, a, b);
    if (known !== undefined) return k.bool(known);
  }
  return binary(operator, "bool", a, b);
}

type Comparison = "eq" | "ne" | "lt" | "le" | "gt" | "ge";

const compareNumbers: Record<Comparison, (a: number, b: number) => boolean> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
};

/** What a comparison of whole numbers gives, where it is the same for all values of the sizes. */
function knownOrder(operator: Comparison, a: Expression, b: Expression): boolean | undefined {
  if (sameExpression(a, b)) return operator === "eq" || operator === "le" || operator === "ge";
  const not = (value: boolean | undefined): boolean | undefined => (value === undefined ? undefined : !value);
  switch (operator) {
    case "ge":
      return atLeast(a, b);
    case "lt":
      return not(atLeast(a, b));
    case "le":
      return atLeast(b, a);
    case "gt":
      return not(atLeast(b, a));
    case "eq":
    case "ne":
      return undefined;
  }
}

function and(a: Expression, b: Expression): Expression {
  if (a.kind === "const") return a.value ? b : a;
  if (b.kind === "const") return b.value ? a : b;
  return sameExpression(a, b) ? a : binary("and", "bool", a, b);
}

function or(a: Expression, b: Expression): Expression {
  if (a.kind === "const") return a.value ? a : b;
  if (b.kind === "const") return b.value ? b : a;
  return sameExpression(a, b) ? a : binary("or", "bool", a, b);
}

function xor(a: Expression, b: Expression): Expression {
  if (a.kind === "const" && b.kind === "const") return k.int(a.value ^ b.value);
  if (isConst(a, 0)) return b;
  return isConst(b, 0) ? a : binary("xor", "i32", a, b);
}

function not(a: Expression): Expression {
  if (a.kind === "const") return k.bool(a.value === 0);
  if (a.kind === "unary" && a.operator === "not") return a.operand;
  return { kind: "unary", type: "bool", operator: "not", operand: a };
}

function neg(a: Expression): Expression {
  if (a.kind === "const") return k.constant(a.type, a.type === "i32" && a.value === 0 ? 0 : -a.value);
  if (a.kind === "size") return size(a.size.mul(-1));
  if (a.kind === "unary" && a.operator === "neg") return a.operand;
  return { kind: "unary", type: a.type, operator: "neg", operand: a };
}

function select(condition: Expression, then: Expression, otherwise: Expression): Expression {
  if (condition.kind === "const") return condition.value ? then : otherwise;
  if (sameExpression(then, otherwise)) return then;
  return { kind: "select", type: then.type, condition, then, else: otherwise };
}

/** f32 to i32 drops the fraction; to bool is `!= 0`; bool to a number is 0 or 1. */
function convert(operand: Expression, type: DType): Expression {
  if (operand.type === type) return operand;
  if (type === "bool") return compare("ne", operand, k.constant(operand.type, 0));
  if (operand.kind === "const") return k.constant(type, type === "i32" ? Math.trunc(operand.value) : operand.value);
  return { kind: "convert", type, operand };
}

function call(intrinsic: Intrinsic, ...args: Expression[]): Expression {
  const type = intrinsic === "is_finite" ? "bool" : intrinsic === "abs" || intrinsic === "sign" ? (args[0]?.type ?? "f32") : "f32";
  return { kind: "call", type, intrinsic, arguments: args };
}

/** The place of an element in row-major order: `n*784 + i*28 + j`. */
export function linear(index: readonly Expression[], shape: readonly SizeLike[]): Expression {
  let sum = k.int(0);
  index.forEach((i, axis) => {
    // The only index of an axis of size 1 is 0.
    if (Size.of(shape[axis]!).equals(1)) return;
    sum = add(sum, mul(i, size(Size.product(shape.slice(axis + 1)))));
  });
  return sum;
}

/** The index of the element at a place in row-major order. */
export function delinear(place: Expression, shape: readonly SizeLike[]): Expression[] {
  return shape.map((extent, axis) => {
    if (Size.of(extent).equals(1)) return k.int(0);
    const quotient = div(place, size(Size.product(shape.slice(axis + 1))));
    return shape.slice(0, axis).every((s) => Size.of(s).equals(1)) ? quotient : mod(quotient, size(extent));
  });
}

export function sameExpression(a: Expression, b: Expression): boolean {
  if (a === b) return true;
  if (a.type !== b.type) return false;
  switch (a.kind) {
    case "const":
      return b.kind === "const" && Object.is(a.value, b.value);
    case "local":
      return b.kind === "local" && a.name === b.name;
    case "size":
      return b.kind === "size" && a.size.equals(b.size);
    case "load":
      return b.kind === "load" && a.buffer === b.buffer && sameExpression(a.index, b.index);
    case "unary":
      return b.kind === "unary" && a.operator === b.operator && sameExpression(a.operand, b.operand);
    case "binary":
      return b.kind === "binary" && a.operator === b.operator && sameExpression(a.left, b.left) && sameExpression(a.right, b.right);
    case "select":
      return b.kind === "select" && sameExpression(a.condition, b.condition) && sameExpression(a.then, b.then) && sameExpression(a.else, b.else);
    case "convert":
    case "bitcast":
      return a.kind === b.kind && a.operand.type === b.operand.type && sameExpression(a.operand, b.operand);
    case "call":
      return b.kind === "call" && a.intrinsic === b.intrinsic && a.arguments.every((argument, i) => sameExpression(argument, b.arguments[i]!));
  }
}

/** An i32 expression as a size, if it depends on nothing else. */
export function asSize(expression: Expression): Size | undefined {
  if (expression.kind === "size") return expression.size;
  return expression.kind === "const" && expression.type === "i32" ? Size.of(expression.value) : undefined;
}

function atLeast(a: Expression, b: Expression): boolean | undefined {
  const [x, y] = [asSize(a), asSize(b)];
  return x && y ? x.atLeast(y) : undefined;
}

function isConst(expression: Expression, value: number): boolean {
  return expression.kind === "const" && expression.value === value;
}

function binary(operator: BinaryOperator, type: DType, left: Expression, right: Expression): Expression {
  return { kind: "binary", type, operator, left, right };
}
