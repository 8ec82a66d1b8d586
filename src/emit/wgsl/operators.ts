import { sameExpression } from "../../kernel/build.ts";
import type { BinaryOperator, Expression } from "../../kernel/kernel.ts";
import type { Signs } from "../../kernel/signs.ts";
import { atLeast, atom, call, infix, strength, type Text } from "../printer/text.ts";
import type { Helper } from "./helpers.ts";
import type { Library } from "./intrinsics.ts";
import { four } from "./lanes/lane-text.ts";
import type { Kind } from "./lanes/lanes.ts";

type Binary = Extract<Expression, { kind: "binary" }>;

/** What is known of the operands. */
interface Operands {
  readonly signs: Signs;
  readonly library: Library;
  readonly kindOf: (e: Expression) => Kind;
}

/** An operator of two values, or of four and four: sums and products also take one and four. */
export function binaryText(e: Binary, a: Text, b: Text, { signs, library, kindOf }: Operands): Text {
  const [ofLeft, ofRight] = [kindOf(e.left), kindOf(e.right)];
  const isEach = ofLeft !== "one" || ofRight !== "one";
  if (kindOf(e) === "ramp") return infix(a, e.operator === "add" ? "+" : "-", b, strength.sum);
  const sums = isArithmetic(e, signs);
  const operand = (part: Expression, kind: Kind, value: Text): Text => (isEach && !(sums && kind === "one") ? four(value, kind, part.type) : value);
  const [left, right] = [operand(e.left, ofLeft, a), operand(e.right, ofRight, b)];
  const helper = (name: "floor_div" | "floor_mod" | "floor_mod_real" | "larger" | "smaller" | "is_nan", values = [left, right]): Text => call(library.helper(forLanes(name, isEach)), values);
  const bitCount = (n: number): Text => (isEach ? call("vec4u", [atom(`${n}u`)]) : atom(`${n}u`));
  const power = powerOf(e.right);
  switch (e.operator) {
    case "div":
      if (sums) return infix(left, "/", right, strength.product);
      return power === undefined || e.type !== "i32" ? helper("floor_div") : bits(left, ">>", bitCount(power));
    case "mod":
      if (e.type === "f32") return helper("floor_mod_real");
      if (power !== undefined) return bits(left, "&", isEach ? call("vec4i", [atom(String(2 ** power - 1))]) : atom(String(2 ** power - 1)));
      return sums ? infix(left, "%", right, strength.product) : helper("floor_mod");
    case "min":
    case "max":
      return extremeText(e, left, right, helper);
    case "eq":
    case "ne":
      if (e.left.type === "f32" && sameExpression(e.left, e.right)) return notIf(e.operator === "eq", helper("is_nan", [left]));
      return compared(left, e.operator === "eq" ? "==" : "!=", right, strength.equality);
    case "and":
    case "or":
      // Not `&&`: each would be a branch, which threads wait for and which make some compilers very slow.
      return bits(left, e.operator === "and" ? "&" : "|", right);
    case "xor":
      return bits(left, "^", right);
    case "shr":
      return isEach ? call("bitcast<vec4i>", [bits(call("bitcast<vec4u>", [left]), ">>", call("vec4u", [right]))]) : call("bitcast<i32>", [bits(call("bitcast<u32>", [left]), ">>", call("u32", [right]))]);
    default:
      return plain[e.operator](left, right);
  }
}

function forLanes<H extends "floor_div" | "floor_mod" | "floor_mod_real" | "larger" | "smaller" | "is_nan">(name: H, isEach: boolean): Helper {
  return isEach ? `${name}4` : name;
}

/** Whether it is an operator that takes one value beside four. */
function isArithmetic(e: Binary, signs: Signs): boolean {
  const isNatural = (): boolean => signs(e.left) && signs(e.right);
  switch (e.operator) {
    case "add":
    case "sub":
    case "mul":
      return true;
    case "div":
      return e.type === "f32" || isNatural();
    case "mod":
      return e.type === "i32" && powerOf(e.right) === undefined && isNatural();
    default:
      return false;
  }
}

/** The logarithm of a whole number that is a power of two. */
function powerOf(e: Expression): number | undefined {
  const power = e.kind === "const" && e.type === "i32" && e.value > 0 ? Math.log2(e.value) : undefined;
  return power !== undefined && Number.isInteger(power) ? power : undefined;
}

function notIf(negated: boolean, value: Text): Text {
  return negated ? { text: `!${value.text}`, strength: strength.call } : value;
}

/** NaN wins on either side, as in the reference; a constant is none. */
function extremeText({ operator, type, left: a, right: b }: Binary, left: Text, right: Text, helper: (name: "larger" | "smaller") => Text): Text {
  if (type === "i32") return call(operator, [left, right]);
  const [value, bound] = a.kind === "const" ? [right, left] : [left, right];
  if (a.kind !== "const" && b.kind !== "const") return helper(operator === "max" ? "larger" : "smaller");
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
export function compared(left: Text, operator: string, right: Text, own: number): Text {
  return { text: `${atLeast(left, strength.shift)} ${operator} ${atLeast(right, strength.shift)}`, strength: own };
}

/** Operators on bits take no other operator for an operand, nor do others take them. */
function bits(left: Text, operator: string, right: Text): Text {
  return { text: `${atLeast(left, strength.unary)} ${operator} ${atLeast(right, strength.unary)}`, strength: strength.bits };
}
