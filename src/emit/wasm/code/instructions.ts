import type { BinaryOperator, Intrinsic } from "../../../kernel/kernel.ts";
import type { Instruction } from "../assembler/opcodes.ts";

type Table<K extends string> = Partial<Record<K, Instruction>>;

/** What is one instruction, by the type of the operands. */
export const scalarBinary: Record<"f32" | "i32" | "bool", Table<BinaryOperator>> = {
  f32: {
    add: "f32.add", sub: "f32.sub", mul: "f32.mul", div: "f32.div", min: "f32.min", max: "f32.max",
    eq: "f32.eq", ne: "f32.ne", lt: "f32.lt", le: "f32.le", gt: "f32.gt", ge: "f32.ge",
  },
  i32: {
    add: "i32.add", sub: "i32.sub", mul: "i32.mul", xor: "i32.xor", shr: "i32.shr_u",
    eq: "i32.eq", ne: "i32.ne", lt: "i32.lt_s", le: "i32.le_s", gt: "i32.gt_s", ge: "i32.ge_s",
  },
  bool: { eq: "i32.eq", ne: "i32.ne" },
};

export const vectorBinary: Record<"f32" | "i32" | "bool", Table<BinaryOperator>> = {
  f32: {
    add: "f32x4.add", sub: "f32x4.sub", mul: "f32x4.mul", div: "f32x4.div", min: "f32x4.min", max: "f32x4.max",
    eq: "f32x4.eq", ne: "f32x4.ne", lt: "f32x4.lt", le: "f32x4.le", gt: "f32x4.gt", ge: "f32x4.ge",
  },
  i32: {
    add: "i32x4.add", sub: "i32x4.sub", mul: "i32x4.mul", xor: "v128.xor", min: "i32x4.min_s", max: "i32x4.max_s",
    eq: "i32x4.eq", ne: "i32x4.ne", lt: "i32x4.lt_s", le: "i32x4.le_s", gt: "i32x4.gt_s", ge: "i32x4.ge_s",
  },
  bool: { eq: "i32x4.eq", ne: "i32x4.ne", and: "v128.and", or: "v128.or" },
};

/** Functions of f32 that are one instruction. */
export const scalarIntrinsics: Table<Intrinsic> = { sqrt: "f32.sqrt", floor: "f32.floor", ceil: "f32.ceil", round: "f32.nearest", abs: "f32.abs" };
export const vectorIntrinsics: Table<Intrinsic> = { sqrt: "f32x4.sqrt", floor: "f32x4.floor", ceil: "f32x4.ceil", round: "f32x4.nearest", abs: "f32x4.abs" };
