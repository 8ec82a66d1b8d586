import { sameExpression } from "../../kernel/build.ts";
import type { BinaryOperator, Expression } from "../../kernel/kernel.ts";
import type { Signs } from "../../kernel/signs.ts";
import type { Dialect } from "../printer/dialect.ts";
import { atLeast, atom, call, infix, prefix, strength, type Text } from "../printer/text.ts";
import { sizeText } from "../typescript/size.ts";
import type { Helper } from "./helpers.ts";
import { intrinsicText, type Library } from "./intrinsics.ts";

/** What the names in a kernel are in its shader. */
export interface Scope {
  readonly local: (name: string) => string;
  readonly size: (symbol: string) => string;
  /** An element of a buffer, as it is in memory. */
  readonly load: (buffer: string, index: Text) => Text;
  /** The assignment of a value, as it is in memory. */
  readonly store: (buffer: string, index: Text, value: Text) => string;
  readonly signs: Signs;
  readonly library: Library;
}

/**
 * Kernels as WGSL. Reals are f32 throughout, whole numbers wrap at 32 bits, a truth is a bool in expressions and 1 or 0 in
 * memory. Both values of a condition are computed: what is read out of range is some number of the buffer.
 */
export function wgslDialect(scope: Scope): Dialect {
  const { library } = scope;
  return {
    constant: (e) => constantText(e, library),
    local: (e) => atom(scope.local(e.name)),
    size: (e) => wgslSize(e.size, scope.size),
    load: (e, index) => (e.type === "bool" ? compared(scope.load(e.buffer, index), "!=", atom("0"), strength.equality) : scope.load(e.buffer, index)),
    unary: (e, operand) => prefix(e.operator === "neg" ? "-" : "!", operand),
    binary: (e, left, right) => binaryText(e, left, right, scope),
    select: (_, condition, then, otherwise) => call("select", [otherwise, then, condition]),
    convert: (e, operand) => (e.type === "bool" ? compared(operand, "!=", atom(e.operand.type === "f32" ? "0.0" : "0"), strength.equality) : call(e.type, [operand])),
    bitcast: (e, operand) => call(`bitcast<${e.type}>`, [operand]),
    call: (e, values) => intrinsicText(e.intrinsic, values, library),
    loop(s, from, to) {
      const i = scope.local(s.index);
      return `for (var ${i} = ${from.text}; ${i} < ${atLeast(to, strength.shift)}; ${i}++)`;
    },
    constantName: (s, value) => `let ${scope.local(s.name)} = ${value.text};`,
    variable: (s, value) => `var ${scope.local(s.name)} = ${value.text};`,
    assign: (s, print) => `${scope.local(s.name)} = ${print(s.value).text};`,
    store: (s, index, value) => scope.store(s.buffer, index, s.value.type === "bool" ? call("select", [atom("0"), atom("1"), value]) : value),
    condition: (_, condition) => `if (${condition.text})`,
  };
}

/** A size in whole numbers; its divisions are of numbers >= 0. */
export function wgslSize(size: Parameters<typeof sizeText>[0], symbol: (name: string) => string): Text {
  return sizeText(size, symbol, (numerator, divisor) => infix(numerator, "/", divisor, strength.product));
}

type Binary = Extract<Expression, { kind: "binary" }>;

function binaryText(e: Binary, left: Text, right: Text, { signs, library }: Scope): Text {
  const helper = (name: Helper): Text => call(library.helper(name), [left, right]);
  const power = e.right.kind === "const" && e.type === "i32" && e.right.value > 0 && Number.isInteger(Math.log2(e.right.value)) ? Math.log2(e.right.value) : undefined;
  const isNatural = (): boolean => signs(e.left) && signs(e.right);
  switch (e.operator) {
    case "div":
      if (e.type === "f32" || isNatural()) return infix(left, "/", right, strength.product);
      return power === undefined ? helper("floor_div") : bits(left, ">>", atom(`${power}u`));
    case "mod":
      if (e.type === "f32") return helper("floor_mod_real");
      if (power !== undefined) return bits(left, "&", atom(String(2 ** power - 1)));
      return isNatural() ? infix(left, "%", right, strength.product) : helper("floor_mod");
    case "min":
    case "max":
      return extremeText(e, left, right, library);
    case "eq":
    case "ne":
      if (e.left.type === "f32" && sameExpression(e.left, e.right)) return call(`${e.operator === "eq" ? "!" : ""}${library.helper("is_nan")}`, [left]);
      return compared(left, e.operator === "eq" ? "==" : "!=", right, strength.equality);
    case "and":
    case "or":
      return logical(left, e.operator === "and" ? "&&" : "||", right);
    case "xor":
      return bits(left, "^", right);
    case "shr":
      return call("bitcast<i32>", [bits(call("bitcast<u32>", [left]), ">>", call("u32", [right]))]);
    default:
      return plain[e.operator](left, right);
  }
}

/** NaN wins on either side, as in the reference; a constant is none. */
function extremeText({ operator, type, left: a, right: b }: Binary, left: Text, right: Text, library: Library): Text {
  if (type === "i32") return call(operator, [left, right]);
  const [value, bound] = a.kind === "const" ? [right, left] : [left, right];
  if (a.kind !== "const" && b.kind !== "const") return call(library.helper(operator === "max" ? "larger" : "smaller"), [left, right]);
  return call("select", [value, bound, compared(value, operator === "max" ? "<" : ">", bound, strength.relational)]);
}

const plain: Record<Exclude<BinaryOperator, "div" | "mod" | "min" | "max" | "eq" | "ne" | "and" | "or" | "xor" | "shr">, (left: Text, right: Text) => Text> = {
  add: (a, b) => infix(a, "+", b, strength.sum),
  sub: (a, b) => infix(a, "-", b, strength.sum),
  mul: (a, b) => infix(a, "*", b, strength.product),
  lt: (a, b) => compared(a, "<", b, strength.relational),
  le: (a, b) => compared(a, "<=", b, strength.relational),
  gt: (a, b) => compared(a, ">", b, strength.relational),
  ge: (a, b) => compared(a, ">=", b, strength.relational),
};

/** Comparisons take no other comparison for an operand, and no operator on bits. */
function compared(left: Text, operator: string, right: Text, own: number): Text {
  return { text: `${atLeast(left, strength.shift)} ${operator} ${atLeast(right, strength.shift)}`, strength: own };
}

/** Operators on bits take no other operator for an operand, nor do others take them. */
function bits(left: Text, operator: string, right: Text): Text {
  return { text: `${atLeast(left, strength.unary)} ${operator} ${atLeast(right, strength.unary)}`, strength: strength.bits };
}

/** `&&` and `||` do not mix, and comparisons within them stand in parentheses for the reader. */
function logical(left: Text, operator: "&&" | "||", right: Text): Text {
  const own = operator === "&&" ? strength.and : strength.or;
  const part = (value: Text): string => (value.strength === own || value.strength >= strength.equality ? value.text : `(${value.text})`);
  return { text: `${part(left)} ${operator} ${part(right)}`, strength: own };
}

function constantText(e: Extract<Expression, { kind: "const" }>, library: Library): Text {
  if (e.type === "bool") return atom(e.value ? "true" : "false");
  if (e.type === "i32") return signed(String(e.value | 0), (e.value | 0) < 0);
  const value = Math.fround(e.value);
  if (Number.isNaN(value)) return call("bitcast<f32>", [atom(library.helper("not_a_number"))]);
  if (!Number.isFinite(value)) {
    const infinity = call("bitcast<f32>", [atom(library.helper("infinity"))]);
    return value > 0 ? infinity : prefix("-", infinity);
  }
  const text = String(value);
  return signed(/[.e]/.test(text) ? text : `${text}.0`, value < 0 || Object.is(value, -0));
}

function signed(text: string, negative: boolean): Text {
  if (!negative) return atom(text);
  return { text: text.startsWith("-") ? text : `-${text}`, strength: strength.unary };
}
