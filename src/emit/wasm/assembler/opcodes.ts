/** `i` i32, `l` i64, `f` f32, `v` v128. */
export type ValueType = "i" | "l" | "f" | "v";

export const typeCodes: Record<ValueType, number> = { i: 0x7f, l: 0x7e, f: 0x7d, v: 0x7b };

/** An instruction: its bytes, the types that it takes off the stack (the top one last), and the one that it leaves. */
export interface Opcode {
  readonly code: readonly number[];
  readonly takes: readonly ValueType[];
  readonly gives: ValueType | undefined;
}

function plain(code: number, takes: string, gives: ValueType): Opcode {
  return { code: [code], takes: [...takes] as ValueType[], gives };
}

function simd(code: number, takes: string, gives: ValueType | undefined): Opcode {
  return { code: [0xfd, ...(code < 128 ? [code] : [(code & 127) | 128, code >> 7])], takes: [...takes] as ValueType[], gives };
}

/** Instructions without an immediate operand: https://webassembly.github.io/spec/core/binary/instructions.html. */
export const opcodes = {
  "i32.eqz": plain(0x45, "i", "i"),
  "i32.eq": plain(0x46, "ii", "i"),
  "i32.ne": plain(0x47, "ii", "i"),
  "i32.lt_s": plain(0x48, "ii", "i"),
  "i32.gt_s": plain(0x4a, "ii", "i"),
  "i32.le_s": plain(0x4c, "ii", "i"),
  "i32.ge_s": plain(0x4e, "ii", "i"),
  "f32.eq": plain(0x5b, "ff", "i"),
  "f32.ne": plain(0x5c, "ff", "i"),
  "f32.lt": plain(0x5d, "ff", "i"),
  "f32.gt": plain(0x5e, "ff", "i"),
  "f32.le": plain(0x5f, "ff", "i"),
  "f32.ge": plain(0x60, "ff", "i"),
  "i32.add": plain(0x6a, "ii", "i"),
  "i32.sub": plain(0x6b, "ii", "i"),
  "i32.mul": plain(0x6c, "ii", "i"),
  "i32.div_s": plain(0x6d, "ii", "i"),
  "i32.rem_s": plain(0x6f, "ii", "i"),
  "i32.and": plain(0x71, "ii", "i"),
  "i32.or": plain(0x72, "ii", "i"),
  "i32.xor": plain(0x73, "ii", "i"),
  "i32.shl": plain(0x74, "ii", "i"),
  "i32.shr_s": plain(0x75, "ii", "i"),
  "i32.shr_u": plain(0x76, "ii", "i"),
  "i64.mul": plain(0x7e, "ll", "l"),
  "i64.shr_u": plain(0x88, "ll", "l"),
  "f32.abs": plain(0x8b, "f", "f"),
  "f32.neg": plain(0x8c, "f", "f"),
  "f32.ceil": plain(0x8d, "f", "f"),
  "f32.floor": plain(0x8e, "f", "f"),
  "f32.nearest": plain(0x90, "f", "f"),
  "f32.sqrt": plain(0x91, "f", "f"),
  "f32.add": plain(0x92, "ff", "f"),
  "f32.sub": plain(0x93, "ff", "f"),
  "f32.mul": plain(0x94, "ff", "f"),
  "f32.div": plain(0x95, "ff", "f"),
  "f32.min": plain(0x96, "ff", "f"),
  "f32.max": plain(0x97, "ff", "f"),
  "i32.wrap_i64": plain(0xa7, "l", "i"),
  "i64.extend_i32_u": plain(0xad, "i", "l"),
  "f32.convert_i32_s": plain(0xb2, "i", "f"),
  "f32.convert_i32_u": plain(0xb3, "i", "f"),
  "i32.reinterpret_f32": plain(0xbc, "f", "i"),
  "f32.reinterpret_i32": plain(0xbe, "i", "f"),
  "i32.trunc_sat_f32_s": { code: [0xfc, 0x00], takes: ["f"], gives: "i" },

  "i32x4.splat": simd(17, "i", "v"),
  "f32x4.splat": simd(19, "f", "v"),
  "i32x4.eq": simd(55, "vv", "v"),
  "i32x4.ne": simd(56, "vv", "v"),
  "i32x4.lt_s": simd(57, "vv", "v"),
  "i32x4.gt_s": simd(59, "vv", "v"),
  "i32x4.le_s": simd(61, "vv", "v"),
  "i32x4.ge_s": simd(63, "vv", "v"),
  "f32x4.eq": simd(65, "vv", "v"),
  "f32x4.ne": simd(66, "vv", "v"),
  "f32x4.lt": simd(67, "vv", "v"),
  "f32x4.gt": simd(68, "vv", "v"),
  "f32x4.le": simd(69, "vv", "v"),
  "f32x4.ge": simd(70, "vv", "v"),
  "v128.not": simd(77, "v", "v"),
  "v128.and": simd(78, "vv", "v"),
  "v128.andnot": simd(79, "vv", "v"),
  "v128.or": simd(80, "vv", "v"),
  "v128.xor": simd(81, "vv", "v"),
  "v128.bitselect": simd(82, "vvv", "v"),
  "v128.any_true": simd(83, "v", "i"),
  "f32x4.ceil": simd(103, "v", "v"),
  "f32x4.floor": simd(104, "v", "v"),
  "f32x4.nearest": simd(106, "v", "v"),
  "i32x4.neg": simd(161, "v", "v"),
  "i32x4.abs": simd(160, "v", "v"),
  "i32x4.shl": simd(171, "vi", "v"),
  "i32x4.shr_s": simd(172, "vi", "v"),
  "i32x4.shr_u": simd(173, "vi", "v"),
  "i32x4.add": simd(174, "vv", "v"),
  "i32x4.sub": simd(177, "vv", "v"),
  "i32x4.mul": simd(181, "vv", "v"),
  "i32x4.min_s": simd(182, "vv", "v"),
  "i32x4.max_s": simd(184, "vv", "v"),
  "i64x2.extmul_low_i32x4_u": simd(222, "vv", "v"),
  "i64x2.extmul_high_i32x4_u": simd(223, "vv", "v"),
  "f32x4.abs": simd(224, "v", "v"),
  "f32x4.neg": simd(225, "v", "v"),
  "f32x4.sqrt": simd(227, "v", "v"),
  "f32x4.add": simd(228, "vv", "v"),
  "f32x4.sub": simd(229, "vv", "v"),
  "f32x4.mul": simd(230, "vv", "v"),
  "f32x4.div": simd(231, "vv", "v"),
  "f32x4.min": simd(232, "vv", "v"),
  "f32x4.max": simd(233, "vv", "v"),
  "f32x4.pmin": simd(234, "vv", "v"),
  "f32x4.pmax": simd(235, "vv", "v"),
  "i32x4.trunc_sat_f32x4_s": simd(248, "v", "v"),
  "f32x4.convert_i32x4_s": simd(250, "v", "v"),
  "f32x4.convert_i32x4_u": simd(251, "v", "v"),
} satisfies Record<string, Opcode>;

export type Instruction = keyof typeof opcodes;

/** Loads and stores: an address comes off the stack first, then the value. The alignment is a power of two, as an exponent. */
export const memoryOpcodes = {
  "i32.load": { ...plain(0x28, "i", "i"), align: 2 },
  "f32.load": { ...plain(0x2a, "i", "f"), align: 2 },
  "i32.store": { code: [0x36], takes: ["i", "i"], gives: undefined, align: 2 },
  "f32.store": { code: [0x38], takes: ["i", "f"], gives: undefined, align: 2 },
  "v128.load": { ...simd(0, "i", "v"), align: 2 },
  "v128.load32_splat": { ...simd(9, "i", "v"), align: 2 },
  "v128.store": { ...simd(11, "iv", undefined), align: 2 },
  // https://webassembly.github.io/threads/core/binary/instructions.html#atomic-memory-instructions
  "memory.atomic.notify": { code: [0xfe, 0x00], takes: ["i", "i"], gives: "i", align: 2 },
  "memory.atomic.wait32": { code: [0xfe, 0x01], takes: ["i", "i", "l"], gives: "i", align: 2 },
  "i32.atomic.load": { code: [0xfe, 0x10], takes: ["i"], gives: "i", align: 2 },
  "i32.atomic.store": { code: [0xfe, 0x17], takes: ["i", "i"], gives: undefined, align: 2 },
  "i32.atomic.rmw.add": { code: [0xfe, 0x1e], takes: ["i", "i"], gives: "i", align: 2 },
} satisfies Record<string, Opcode & { readonly align: number }>;

export type MemoryInstruction = keyof typeof memoryOpcodes;

/** Instructions with the number of a lane. */
export const laneOpcodes = {
  "i32x4.extract_lane": simd(27, "v", "i"),
  "i32x4.replace_lane": simd(28, "vi", "v"),
  "f32x4.extract_lane": simd(31, "v", "f"),
  "f32x4.replace_lane": simd(32, "vf", "v"),
} satisfies Record<string, Opcode>;

export type LaneInstruction = keyof typeof laneOpcodes;
