import type { Expression } from "../../kernel/kernel.ts";
import type { Signs } from "../../kernel/signs.ts";
import type { Dialect } from "../printer/dialect.ts";
import { atLeast, atom, call, infix, prefix, strength, type Text } from "../printer/text.ts";
import { sizeText } from "../typescript/size.ts";
import { intrinsicText, type Library } from "./intrinsics.ts";
import { four, vectorType } from "./lanes/lane-text.ts";
import type { Kind, Lanes } from "./lanes/lanes.ts";
import { binaryText, compared } from "./operators.ts";

/** What the names in a kernel are in its shader. */
export interface Scope {
  readonly local: (name: string) => string;
  readonly size: (symbol: string) => string;
  /** An element of a buffer, as it is in memory, or four from there on. */
  readonly load: (buffer: string, index: Text, isWide: boolean) => Text;
  /** The assignment of a value, as it is in memory. */
  readonly store: (buffer: string, index: Text, value: Text, isWide: boolean) => string;
  readonly signs: Signs;
  readonly library: Library;
  /** Given where four turns of an index are done at once. */
  readonly lanes?: Lanes;
}

/**
 * Kernels as WGSL. Reals are f32 throughout, whole numbers wrap at 32 bits, a truth is a bool in expressions and 1 or 0 in
 * memory. Both values of a condition are computed: what is read out of range is some number of the buffer. Of lanes, what is
 * the same in all stays one value, and the other operands of its operations are made four of only where the language asks for it.
 */
export function wgslDialect(scope: Scope): Dialect {
  const { library, lanes } = scope;
  const kindOf = (e: Expression): Kind => lanes?.kind(e) ?? "one";
  const isEach = (...parts: readonly Expression[]): boolean => parts.some((part) => kindOf(part) !== "one");
  /** A value among others, of which one may be four. */
  const among = (parts: readonly Expression[], e: Expression, value: Text): Text => (isEach(...parts) ? four(value, kindOf(e), e.type) : value);
  const zero = (parts: readonly Expression[], type: "f32" | "i32"): Text => (isEach(...parts) ? call(vectorType(type), []) : atom(type === "f32" ? "0.0" : "0"));
  const named = (name: string, e: Expression, value: Text): string => (lanes?.isEach(name) ? four(value, kindOf(e), e.type) : value).text;
  return {
    constant: (e) => constantText(e, library),
    local: (e) => atom(scope.local(e.name)),
    size: (e) => wgslSize(e.size, scope.size),
    load(e, index) {
      const value = scope.load(e.buffer, index, isEach(e.index));
      return e.type === "bool" ? compared(value, "!=", zero([e.index], "i32"), strength.equality) : value;
    },
    unary: (e, operand) => prefix(e.operator === "neg" ? "-" : "!", among([e.operand], e.operand, operand)),
    binary: (e, left, right) => binaryText(e, left, right, { signs: scope.signs, library, kindOf }),
    select(e, condition, then, otherwise) {
      const all = [e.condition, e.then, e.else];
      const chosen = kindOf(e.condition) === "one" ? condition : four(condition, kindOf(e.condition), "bool");
      return call("select", [among(all, e.else, otherwise), among(all, e.then, then), chosen]);
    },
    convert(e, operand) {
      const value = among([e.operand], e.operand, operand);
      if (e.type === "bool") return compared(value, "!=", zero([e.operand], e.operand.type === "f32" ? "f32" : "i32"), strength.equality);
      return call(isEach(e.operand) ? vectorType(e.type) : e.type, [value]);
    },
    bitcast: (e, operand) => call(`bitcast<${isEach(e.operand) ? vectorType(e.type) : e.type}>`, [among([e.operand], e.operand, operand)]),
    call: (e, values) => intrinsicText(e.intrinsic, values.map((value, i) => among(e.arguments, e.arguments[i]!, value)), library, isEach(...e.arguments)),
    loop(s, from, to) {
      const i = scope.local(s.index);
      return `for (var ${i} = ${from.text}; ${i} < ${atLeast(to, strength.shift)}; ${i}++)`;
    },
    constantName: (s, value) => `let ${scope.local(s.name)} = ${named(s.name, s.value, value)};`,
    variable: (s, value) => `var ${scope.local(s.name)} = ${named(s.name, s.value, value)};`,
    assign: (s, print) => `${scope.local(s.name)} = ${named(s.name, s.value, print(s.value))};`,
    store(s, index, value) {
      const isWide = isEach(s.index);
      const stored = isWide ? four(value, kindOf(s.value), s.value.type) : value;
      const [no, yes] = isWide ? [call("vec4i", []), call("vec4i", [atom("1")])] : [atom("0"), atom("1")];
      return scope.store(s.buffer, index, s.value.type === "bool" ? call("select", [no, yes, stored]) : stored, isWide);
    },
    condition: (_, condition) => `if (${condition.text})`,
  };
}

/** A size in whole numbers; its divisions are of numbers >= 0. */
export function wgslSize(size: Parameters<typeof sizeText>[0], symbol: (name: string) => string): Text {
  return sizeText(size, symbol, (numerator, divisor) => infix(numerator, "/", divisor, strength.product));
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
