import type { Expression } from "../../../kernel/kernel.ts";
import { walk } from "../../../kernel/visit.ts";
import { writeLoad } from "./address.ts";
import { type Code, scalarType } from "./code.ts";
import { scalarBinary, scalarIntrinsics } from "./instructions.ts";
import { writeSize } from "./size.ts";
import { writeApproximation } from "./template.ts";

type Of<K extends Expression["kind"]> = Extract<Expression, { kind: K }>;

/** Leaves the value of an expression on the stack; of one that differs from lane to lane, that of the lane `c.lane`. A bool is 0 or 1. */
export function writeScalar(c: Code, e: Expression): void {
  const { b } = c;
  switch (e.kind) {
    case "const":
      if (e.type === "f32") b.f32(e.value);
      else b.i32(e.value);
      return;
    case "local":
      return local(c, e);
    case "size":
      return writeSize(b, e.size, c.size);
    case "load":
      return writeLoad(c, e.buffer, e.index);
    case "unary":
      writeScalar(c, e.operand);
      if (e.operator === "not") b.op("i32.eqz");
      else if (e.type === "f32") b.op("f32.neg");
      else b.i32(-1).op("i32.mul");
      return;
    case "binary":
      return binary(c, e);
    case "select":
      return select(c, e);
    case "convert":
      writeScalar(c, e.operand);
      if (e.type === "f32") b.op("f32.convert_i32_s");
      else if (e.operand.type === "f32") b.op("i32.trunc_sat_f32_s");
      return;
    case "bitcast":
      writeScalar(c, e.operand);
      b.op(e.type === "f32" ? "f32.reinterpret_i32" : "i32.reinterpret_f32");
      return;
    case "call":
      return call(c, e);
  }
}

function local(c: Code, e: Of<"local">): void {
  const { b } = c;
  const binding = c.scope.get(e.name);
  if (!binding) throw new Error(`function ${b.name}: ${e.name} is not defined`);
  const lane = binding.kind === "vector" && binding.uniform ? 0 : c.lane;
  if (binding.kind === "scalar") {
    b.get(binding.local);
    if (binding.bits) b.op("f32.reinterpret_i32");
  } else if (lane === undefined) throw new Error(`function ${b.name}: ${e.name} has a value for each lane`);
  else if (binding.kind === "stepped") {
    const step = binding.stride * lane;
    if (!binding.local) b.i32(step);
    else {
      b.get(binding.local);
      if (step !== 0) b.i32(step).op("i32.add");
    }
  } else {
    b.get(binding.local);
    if (binding.type === "f32") b.lane("f32x4.extract_lane", lane);
    else {
      b.lane("i32x4.extract_lane", lane);
      // A truth is all ones in a lane, and 1 alone.
      if (binding.type === "bool") b.i32(1).op("i32.and");
    }
  }
}

function binary(c: Code, e: Of<"binary">): void {
  const { b } = c;
  const { operator, left, right } = e;
  if (operator === "and" || operator === "or") {
    writeScalar(c, left);
    const perhaps = (): void => c.pointers.perhaps(() => writeScalar(c, right));
    b.if("i", () => void (operator === "and" ? perhaps() : b.i32(1)), () => void (operator === "and" ? b.i32(0) : perhaps()));
    return;
  }
  if (left.type === "i32" && (operator === "div" || operator === "mod")) return quotient(c, e);
  if (left.type === "i32" && (operator === "min" || operator === "max")) {
    const [x, y] = [b.local("i"), b.local("i")];
    writeScalar(c, left);
    b.set(x);
    writeScalar(c, right);
    b.set(y).get(x).get(y).get(x).get(y).op(operator === "min" ? "i32.lt_s" : "i32.gt_s").select("i");
    b.release(x, y);
    return;
  }
  if (operator === "mod") return remainder(c, e);
  const instruction = scalarBinary[left.type][operator];
  if (!instruction) throw new Error(`function ${b.name}: no instruction for ${operator} of ${left.type}`);
  writeScalar(c, left);
  writeScalar(c, right);
  b.op(instruction);
}

/** Whole division that rounds to minus infinity, and its remainder. */
function quotient(c: Code, { operator, left, right }: Of<"binary">): void {
  const { b } = c;
  const shift = powerOfTwo(right);
  writeScalar(c, left);
  if (shift !== undefined) {
    if (operator === "div") b.i32(shift).op("i32.shr_s");
    else b.i32(2 ** shift - 1).op("i32.and");
    return;
  }
  writeScalar(c, right);
  // Of what is at least 0, the truncated quotient is the floor.
  if (c.signs(left) && c.signs(right)) b.op(operator === "div" ? "i32.div_s" : "i32.rem_s");
  else b.call(operator === "div" ? c.helpers.floorDivision : c.helpers.floorRemainder);
}

/** The exponent, if an expression is a constant power of two. */
export function powerOfTwo(e: Expression): number | undefined {
  if (e.kind !== "const" || e.value < 1) return undefined;
  const exponent = Math.log2(e.value);
  return Number.isInteger(exponent) ? exponent : undefined;
}

/** a - b * floor(a / b), of reals. */
function remainder(c: Code, { left, right }: Of<"binary">): void {
  const { b } = c;
  const [x, y] = [b.local("f"), b.local("f")];
  writeScalar(c, left);
  b.set(x);
  writeScalar(c, right);
  b.set(y).get(x).get(y).get(x).get(y).op("f32.div").op("f32.floor").op("f32.mul").op("f32.sub");
  b.release(x, y);
}

function select(c: Code, e: Of<"select">): void {
  const { b } = c;
  if (isLazy(e.then) || isLazy(e.else)) {
    writeScalar(c, e.condition);
    const perhaps = (value: Expression) => (): void => c.pointers.perhaps(() => writeScalar(c, value));
    b.if(scalarType(e.type), perhaps(e.then), perhaps(e.else));
    return;
  }
  writeScalar(c, e.then);
  writeScalar(c, e.else);
  writeScalar(c, e.condition);
  b.select(scalarType(e.type));
}

/** Whether an expression may be computed only where it is needed: a load may be out of range elsewhere, and functions are slow. */
export function isLazy(e: Expression): boolean {
  let lazy = false;
  walk(e, (part) => void (lazy ||= part.kind === "load" || part.kind === "call" || (part.kind === "binary" && part.operator === "div" && part.type === "i32")));
  return lazy;
}

function call(c: Code, e: Of<"call">): void {
  const { b } = c;
  const [x] = e.arguments;
  if (e.type === "i32" || e.intrinsic === "sign") return signed(c, e);
  if (e.intrinsic === "is_finite") {
    writeScalar(c, x!);
    b.op("f32.abs").f32(Infinity).op("f32.lt");
    return;
  }
  const instruction = scalarIntrinsics[e.intrinsic];
  if (!instruction) return writeApproximation(c, e.intrinsic, e.arguments, { kind: "scalar", write: writeScalar });
  writeScalar(c, x!);
  b.op(instruction);
}

/** `sign`, and `abs` of whole numbers: chosen by comparison with 0. */
function signed(c: Code, { intrinsic, type, arguments: [x] }: Of<"call">): void {
  const { b } = c;
  const t = scalarType(type);
  const value = b.local(t);
  const [zero, less, greater] = t === "f" ? [(): void => void b.f32(0), "f32.lt", "f32.gt"] as const : [(): void => void b.i32(0), "i32.lt_s", "i32.gt_s"] as const;
  const number = (n: number): void => void (t === "f" ? b.f32(n) : b.i32(n));
  writeScalar(c, x!);
  b.set(value);
  if (intrinsic === "abs") {
    number(0);
    b.get(value).op("i32.sub").get(value).get(value);
    zero();
    b.op(less).select(t);
  } else {
    number(1);
    number(-1);
    // What is neither, NaN and both zeros, is its own sign.
    b.get(value);
    b.get(value);
    zero();
    b.op(less).select(t).get(value);
    zero();
    b.op(greater).select(t);
  }
  b.release(value);
}
