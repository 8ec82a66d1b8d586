import type { BinaryOperator, Expression, Kernel } from "../../kernel/kernel.ts";
import type { RuntimeUse } from "../inline.ts";
import type { Dialect } from "../printer/dialect.ts";
import { atLeast, atom, call, comparison, infix, prefix, strength, type Text } from "../printer/text.ts";
import { intrinsicText } from "./intrinsics.ts";
import type { Names } from "./names.ts";
import { signsOf } from "../../kernel/signs.ts";
import { sizeText } from "./size.ts";

/**
 * Kernels as JavaScript: f32 values are computed in f64 and rounded by the store; whole numbers are exact to 2^53 and
 * wrapped by the store. A bool is true or false in expressions, 1 or 0 in memory.
 */
export function typescriptDialect(kernel: Kernel, names: Names, runtime: RuntimeUse): Dialect {
  const signs = signsOf(kernel.body);
  const name = (local: string): string => names.of(`local ${local}`, local);
  const buffer = (parameter: string): string => names.of(`buffer ${parameter}`, parameter);
  return {
    constant: (e) => (e.type === "bool" ? atom(e.value ? "true" : "false") : numberText(e.value)),
    local: (e) => atom(name(e.name)),
    size: (e) => sizeText(e.size, (symbol) => names.of(`size ${symbol}`, symbol)),
    load(e, index) {
      const element = `${buffer(e.buffer)}[${index.text}]!`;
      return e.type === "bool" ? { text: `${element} !== 0`, strength: strength.equality } : { text: element, strength: strength.call };
    },
    unary(e, operand) {
      if (e.operator === "neg") return prefix("-", operand);
      // `!(flag[n]! !== 0)` reads better as `flag[n]! === 0`.
      return e.operand.kind === "load" ? { ...operand, text: operand.text.replace(/ !== 0$/, " === 0") } : prefix("!", operand);
    },
    binary(e, left, right) {
      if (e.operator === "div" && e.type === "i32") return wholeQuotient(left, right, signs(e.left) && signs(e.right));
      if (e.operator === "mod") {
        const plain = e.type === "i32" && signs(e.left) && signs(e.right);
        return plain ? infix(left, "%", right, strength.product) : call(runtime.name("floorMod"), [left, right]);
      }
      return operators[e.operator](left, right);
    },
    select: (_, condition, then, otherwise) => ({
      text: `${atLeast(condition, strength.conditional + 1)} ? ${then.text} : ${otherwise.text}`,
      strength: strength.conditional,
    }),
    convert: (e, operand) => convertText(e.operand, e.type, operand),
    bitcast: () => {
      throw new Error("the TypeScript target has all functions, so no approximation of one belongs into its kernels");
    },
    call: (e, values) => intrinsicText(e.intrinsic, values, runtime),
    loop(s, from, to) {
      const i = name(s.index);
      return `for (let ${i} = ${from.text}; ${i} < ${atLeast(to, strength.relational + 1)}; ${i}++)`;
    },
    constantName: (s, value) => `const ${name(s.name)} = ${value.text};`,
    variable: (s, value) => `let ${name(s.name)} = ${value.text};`,
    assign: (s, print) => `${name(s.name)} ${assignment(s.name, s.value, print)};`,
    store(s, index, value) {
      const element = `${buffer(s.buffer)}[${index.text}]`;
      if (s.value.type === "bool") return `${element} = ${convertText(s.value, "i32", value).text};`;
      return `${element} = ${value.text};`;
    },
    condition: (_, condition) => `if (${condition.text})`,
  };
}

const arithmetic = { add: "+", sub: "-", mul: "*", div: "/" } as const;

/** `+= x` where the old value is the left operand. */
function assignment(name: string, value: Expression, print: (e: Expression) => Text): string {
  if (value.kind === "binary" && value.left.kind === "local" && value.left.name === name) {
    const { operator } = value;
    const whole = value.type === "i32" && operator === "div";
    if (!whole && (operator === "add" || operator === "sub" || operator === "mul" || operator === "div")) {
      return `${arithmetic[operator]}= ${print(value.right).text}`;
    }
  }
  return `= ${print(value).text}`;
}

/**
 * Math.min and Math.max, not `a < b ? a : b`: NaN must win on either side, as in the reference, and V8 compiles both to
 * a few instructions.
 */
const operators: Record<Exclude<BinaryOperator, "mod">, (left: Text, right: Text) => Text> = {
  add: (a, b) => infix(a, "+", b, strength.sum),
  sub: (a, b) => infix(a, "-", b, strength.sum),
  mul: (a, b) => infix(a, "*", b, strength.product),
  div: (a, b) => infix(a, "/", b, strength.product),
  min: (a, b) => call("Math.min", [a, b]),
  max: (a, b) => call("Math.max", [a, b]),
  eq: (a, b) => comparison(a, "===", b, strength.equality),
  ne: (a, b) => comparison(a, "!==", b, strength.equality),
  lt: (a, b) => comparison(a, "<", b, strength.relational),
  le: (a, b) => comparison(a, "<=", b, strength.relational),
  gt: (a, b) => comparison(a, ">", b, strength.relational),
  ge: (a, b) => comparison(a, ">=", b, strength.relational),
  and: (a, b) => infix(a, "&&", b, strength.and),
  or: (a, b) => infix(a, "||", b, strength.or),
  xor: (a, b) => infix(a, "^", b, strength.bits),
  shr: (a, b) => infix(a, ">>>", b, strength.shift),
};

/** `| 0` truncates, which is the floor of what is at least 0, and stays in whole numbers. */
function wholeQuotient(left: Text, right: Text, positive: boolean): Text {
  const quotient = infix(left, "/", right, strength.product);
  return positive ? { text: `(${quotient.text} | 0)`, strength: strength.atom } : call("Math.floor", [quotient]);
}

function convertText(from: Expression, to: Expression["type"], operand: Text): Text {
  if (from.type === to) return operand;
  if (to === "bool") return comparison(operand, "!==", atom("0"), strength.equality);
  if (from.type === "bool") return { text: `${atLeast(operand, strength.conditional + 1)} ? 1 : 0`, strength: strength.conditional };
  return to === "i32" ? call("Math.trunc", [operand]) : operand;
}

function numberText(value: number): Text {
  const text = Object.is(value, -0) ? "-0" : String(value);
  return { text, strength: text.startsWith("-") ? strength.unary : strength.atom };
}
