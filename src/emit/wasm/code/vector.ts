import { sameExpression } from "../../../kernel/build.ts";
import { hasGuardedLoad } from "../../../kernel/effects.ts";
import type { Expression } from "../../../kernel/kernel.ts";
import { writeAddress, writeLoad } from "./address.ts";
import { type Code, inLane } from "./code.ts";
import { vectorBinary, vectorIntrinsics } from "./instructions.ts";
import { powerOfTwo, writeScalar } from "./scalar.ts";
import { hasVectors, isUniform, laneStride } from "./scope.ts";
import { writeApproximation } from "./template.ts";

type Of<K extends Expression["kind"]> = Extract<Expression, { kind: K }>;

/** Leaves the values of an expression in all four lanes on the stack. A truth is all ones. */
export function writeVector(c: Code, e: Expression): void {
  const { b } = c;
  if (e.kind === "const") {
    if (e.type === "f32") b.f32x4(e.value);
    else b.i32x4(Array<number>(4).fill(e.type === "bool" ? -e.value : e.value));
    return;
  }
  if (isUniform(e, c.scope) && !hasVectors(e, c.scope)) return splat(c, e);
  switch (e.kind) {
    case "size":
      return splat(c, e);
    case "local":
      return local(c, e);
    case "load":
      return load(c, e);
    case "unary":
      writeVector(c, e.operand);
      b.op(e.operator === "not" ? "v128.not" : e.type === "f32" ? "f32x4.neg" : "i32x4.neg");
      return;
    case "binary":
      return binary(c, e);
    case "select":
      // A load that only the condition keeps in range must not run in the other lanes.
      if (isGuarding(e)) return laneByLane(c, e);
      if (extreme(c, e)) return;
      if (isZero(e.then) || isZero(e.else)) {
        writeVector(c, isZero(e.then) ? e.else : e.then);
        writeVector(c, e.condition);
        b.op(isZero(e.then) ? "v128.andnot" : "v128.and");
        return;
      }
      writeVector(c, e.then);
      writeVector(c, e.else);
      writeVector(c, e.condition);
      b.op("v128.bitselect");
      return;
    case "convert":
      return convert(c, e);
    case "bitcast":
      return writeVector(c, e.operand);
    case "call":
      return call(c, e);
  }
}

/** All bits are 0. */
function isZero(e: Expression): boolean {
  return e.kind === "const" && Object.is(e.value, 0);
}

function splat(c: Code, e: Expression): void {
  const { b } = c;
  if (e.kind === "load" && e.type === "f32") return writeLoad(c, e.buffer, e.index, "v128.load32_splat");
  const binding = e.kind === "local" ? c.scope.get(e.name) : undefined;
  if (binding?.kind === "scalar" && c.steady.has(binding.local)) return void b.kept(`splat ${binding.local.index}`, () => b.get(binding.local).op(e.type === "f32" ? "f32x4.splat" : "i32x4.splat"));
  if (binding?.kind === "scalar" && binding.bits) return void b.kept(`splat ${binding.local.index}`, () => b.get(binding.local).op("i32x4.splat"));
  if (e.type === "bool") b.i32(0);
  writeScalar(c, e);
  if (e.type === "bool") b.op("i32.sub");
  b.op(e.type === "f32" ? "f32x4.splat" : "i32x4.splat");
}

function local(c: Code, e: Of<"local">): void {
  const { b } = c;
  const binding = c.scope.get(e.name);
  if (binding?.kind === "vector") b.get(binding.local);
  else if (binding?.kind === "stepped") {
    b.i32x4([0, 1, 2, 3].map((lane) => lane * binding.stride));
    if (binding.local) b.get(binding.local).op("i32x4.splat").op("i32x4.add");
  } else throw new Error(`function ${b.name}: ${e.name} is not defined`);
}

function load(c: Code, e: Of<"load">): void {
  const { b } = c;
  const stride = laneStride(e.index, c.scope);
  if (stride !== 1) return laneByLane(c, e);
  const offset = inLane(c, 0, () => writeAddress(c, e.buffer, e.index));
  b.memory("v128.load", offset);
  if (e.type === "bool") b.i32x4([0, 0, 0, 0]).op("i32x4.ne");
}

/** Computes each lane alone. */
function laneByLane(c: Code, e: Expression): void {
  const { b } = c;
  const signed = (lane: number): void => {
    if (e.type === "bool") b.i32(0);
    inLane(c, lane, () => writeScalar(c, e));
    if (e.type === "bool") b.op("i32.sub");
  };
  signed(0);
  b.op(e.type === "f32" ? "f32x4.splat" : "i32x4.splat");
  // Lanes that do not count may be out of range.
  for (let lane = 1; lane < c.active; lane++) {
    signed(lane);
    b.lane(e.type === "f32" ? "f32x4.replace_lane" : "i32x4.replace_lane", lane);
  }
}

function binary(c: Code, e: Of<"binary">): void {
  const { b } = c;
  const { operator, left, right } = e;
  const fused = e.type === "f32" ? productAndTerm(e) : undefined;
  if (fused) {
    const { product, term } = fused;
    b.multiplyAdd(() => writeVector(c, product.left), () => writeVector(c, product.right), () => writeVector(c, term));
    return;
  }
  if (left.type === "i32" && (operator === "div" || operator === "mod")) {
    const shift = powerOfTwo(right);
    if (shift === undefined) return laneByLane(c, e);
    writeVector(c, left);
    if (operator === "div") b.i32(shift).op("i32x4.shr_s");
    else b.i32x4(Array<number>(4).fill(2 ** shift - 1)).op("v128.and");
    return;
  }
  const shift = e.type === "i32" && operator === "mul" ? powerOfTwo(right) : undefined;
  if (shift !== undefined || operator === "shr") {
    if (shift === undefined && !isUniform(right, c.scope)) return laneByLane(c, e);
    writeVector(c, left);
    if (shift === undefined) writeScalar(c, right);
    else b.i32(shift);
    b.op(shift === undefined ? "i32x4.shr_u" : "i32x4.shl");
    return;
  }
  if ((operator === "and" || operator === "or") && hasGuardedLoad(right)) return laneByLane(c, e);
  // A constant second operand lets NaN of the first pass in one instruction.
  if (left.type === "f32" && (operator === "min" || operator === "max") && (left.kind === "const" || right.kind === "const")) {
    writeVector(c, left.kind === "const" ? right : left);
    writeVector(c, left.kind === "const" ? left : right);
    b.op(operator === "min" ? "f32x4.pmin" : "f32x4.pmax");
    return;
  }
  const instruction = vectorBinary[left.type][operator];
  if (!instruction) return laneByLane(c, e);
  writeVector(c, left);
  writeVector(c, right);
  b.op(instruction);
}

/** `a * b + c`, and `c - a * 2` as `a * -2 + c`. */
function productAndTerm({ operator, left, right }: Of<"binary">): { readonly product: Of<"binary">; readonly term: Expression } | undefined {
  if (operator === "add") return isProduct(right) ? { product: right, term: left } : isProduct(left) ? { product: left, term: right } : undefined;
  if (operator !== "sub" || !isProduct(right)) return undefined;
  const factor = right.right;
  return factor.kind === "const" ? { product: { ...right, right: { ...factor, value: -factor.value } }, term: left } : undefined;
}

function isProduct(e: Expression): e is Of<"binary"> {
  return e.kind === "binary" && e.operator === "mul";
}

/** One of two reals by which is less, in one instruction: `pmin(x, y)` is y < x ? y : x, `pmax(x, y)` is x < y ? y : x. */
function extreme(c: Code, { condition, then, else: otherwise }: Of<"select">): boolean {
  if (condition.kind !== "binary" || condition.left.type !== "f32" || (condition.operator !== "lt" && condition.operator !== "gt")) return false;
  const [less, greater] = condition.operator === "lt" ? [condition.left, condition.right] : [condition.right, condition.left];
  const isLeast = sameExpression(then, less) && sameExpression(otherwise, greater);
  if (!isLeast && !(sameExpression(then, greater) && sameExpression(otherwise, less))) return false;
  writeVector(c, isLeast ? greater : less);
  writeVector(c, isLeast ? less : greater);
  c.b.op(isLeast ? "f32x4.pmin" : "f32x4.pmax");
  return true;
}

function isGuarding({ then, else: otherwise }: Of<"select">): boolean {
  return hasGuardedLoad(then) || hasGuardedLoad(otherwise);
}

function convert(c: Code, e: Of<"convert">): void {
  const { b } = c;
  writeVector(c, e.operand);
  if (e.operand.type === "bool") {
    // All ones and the bits of 1 is 1.
    if (e.type === "f32") b.f32x4(1);
    else b.i32x4([1, 1, 1, 1]);
    b.op("v128.and");
  } else b.op(e.type === "f32" ? "f32x4.convert_i32x4_s" : "i32x4.trunc_sat_f32x4_s");
}

function call(c: Code, e: Of<"call">): void {
  const { b } = c;
  const [x] = e.arguments;
  if (e.type === "i32" || e.intrinsic === "sign") return laneByLane(c, e);
  if (e.intrinsic === "is_finite") {
    writeVector(c, x!);
    b.op("f32x4.abs").f32x4(Infinity).op("f32x4.lt");
    return;
  }
  const instruction = vectorIntrinsics[e.intrinsic];
  if (!instruction) return writeApproximation(c, e.intrinsic, e.arguments, { kind: "vector", write: writeVector });
  writeVector(c, x!);
  b.op(instruction);
}

/** Truths as memory and scalars have them: 1 or 0. */
export function writeStorable(c: Code, e: Expression): void {
  writeVector(c, e);
  if (e.type === "bool") c.b.i32x4([1, 1, 1, 1]).op("v128.and");
}

