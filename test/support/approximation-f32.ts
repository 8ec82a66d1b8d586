import type { Approximation, Let } from "../../src/kernel/approximation/approximation.ts";
import type { BinaryOperator, Expression } from "../../src/kernel/kernel.ts";

export type Function32 = (...values: number[]) => number;

/**
 * An approximation as a target with f32 arithmetic computes it: every operation rounds to f32, i32 wraps, both sides of
 * a `select` are evaluated. With `fused`, sums and differences with a product round once, as multiply-add does.
 */
export function compileF32(approximation: Approximation, fused: boolean): Function32 {
  const print = (e: Expression): string => text(e, fused);
  const { rounds } = approximation;
  const define = (list: readonly Let[], word: string): string => list.map(({ name, value }) => `${word} v_${name} = ${print(value)};`).join(" ");
  const next = rounds ? `[${rounds.state.map(({ name }) => `v_${name}`).join(", ")}] = [${rounds.next.map(print).join(", ")}];` : "";
  const round = rounds ? `${define(rounds.state, "let")} for (let left = ${rounds.times}; left > 0; left--) { ${define(rounds.lets, "const")} ${next} }` : "";
  const body = `return (${approximation.parameters.map((p) => `v_${p}`).join(", ")}) => { ${round} ${define(approximation.lets, "const")} return ${print(approximation.result)}; };`;
  return new Function("f", "even", "bits", "float", "root", body)(Math.fround, roundEven, bitsOf, ofBits, (x: number) => Math.fround(Math.sqrt(x)));
}

const views = new DataView(new ArrayBuffer(4));

function bitsOf(value: number): number {
  views.setFloat32(0, value);
  return views.getInt32(0);
}

export function ofBits(bits: number): number {
  views.setInt32(0, bits);
  return views.getFloat32(0);
}

function roundEven(x: number): number {
  const floor = Math.floor(x);
  const even = x - floor === 0.5 ? (floor % 2 === 0 ? floor : floor + 1) : Math.round(x);
  return even === 0 && Object.is(Math.sign(x), -0) ? -0 : even;
}

function text(e: Expression, fused: boolean): string {
  const print = (part: Expression): string => text(part, fused);
  switch (e.kind) {
    case "const":
      return Object.is(e.value, -0) ? "-0" : `(${e.type === "f32" ? Math.fround(e.value) : e.value})`;
    case "local":
      return `v_${e.name}`;
    case "unary":
      return e.operator === "not" ? `(!${print(e.operand)})` : e.type === "f32" ? `(-${print(e.operand)})` : `(-${print(e.operand)} | 0)`;
    case "binary":
      if (e.left.type === "i32") return whole(e.operator, print(e.left), print(e.right));
      // A product of two f32 is exact in f64.
      if (fused && (e.operator === "add" || e.operator === "sub")) {
        const term = (part: Expression): string => (part.kind === "binary" && part.operator === "mul" ? `${print(part.left)} * ${print(part.right)}` : print(part));
        const onlyOne = e.left.kind === "binary" && e.left.operator === "mul" ? print(e.right) : term(e.right);
        return `f(${term(e.left)} ${e.operator === "add" ? "+" : "-"} ${onlyOne})`;
      }
      return single(e.operator, print(e.left), print(e.right));
    case "select":
      return `(${print(e.condition)} ? ${print(e.then)} : ${print(e.else)})`;
    case "convert":
      if (e.type === "f32" && e.operand.type === "i32") return `f(${print(e.operand)})`;
      break;
    case "bitcast":
      return `${e.type === "i32" ? "bits" : "float"}(${print(e.operand)})`;
    case "call": {
      const primitives: Partial<Record<string, string>> = { round: "even", floor: "Math.floor", abs: "Math.abs", sqrt: "root" };
      const primitive = primitives[e.intrinsic];
      if (primitive) return `${primitive}(${e.arguments.map(print).join(", ")})`;
      break;
    }
    case "size":
    case "load":
      break;
  }
  throw new Error(`no approximation may hold a ${e.kind}`);
}

const infix: Partial<Record<BinaryOperator, string>> = { eq: "===", ne: "!==", lt: "<", le: "<=", gt: ">", ge: ">=" };

function whole(operator: BinaryOperator, a: string, b: string): string {
  const comparison = infix[operator];
  if (comparison) return `(${a} ${comparison} ${b})`;
  if (operator === "add" || operator === "sub") return `(${a} ${operator === "add" ? "+" : "-"} ${b} | 0)`;
  if (operator === "mul") return `Math.imul(${a}, ${b})`;
  if (operator === "div") return `Math.floor(${a} / ${b})`;
  if (operator === "mod") return `(${a} - ${b} * Math.floor(${a} / ${b}))`;
  if (operator === "xor" || operator === "shr") return `(${a} ${operator === "xor" ? "^" : ">>>"} ${b} | 0)`;
  throw new Error(`no i32 operator ${operator}`);
}

function single(operator: BinaryOperator, a: string, b: string): string {
  const comparison = infix[operator];
  if (comparison) return `(${a} ${comparison} ${b})`;
  const arithmetic: Partial<Record<BinaryOperator, string>> = { add: "+", sub: "-", mul: "*", div: "/" };
  if (operator in arithmetic) return `f(${a} ${arithmetic[operator]} ${b})`;
  if (operator === "and" || operator === "or") return `(${a} ${operator === "and" ? "&&" : "||"} ${b})`;
  throw new Error(`no f32 operator ${operator}`);
}
