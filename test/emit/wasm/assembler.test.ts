import { expect, test } from "vitest";
import loadWabt from "wabt";
import { FunctionBuilder, type Local } from "../../../src/emit/wasm/assembler/function.ts";
import { ModuleBuilder } from "../../../src/emit/wasm/assembler/module.ts";
import { laneOpcodes, memoryOpcodes, opcodes, type Instruction, type LaneInstruction, type MemoryInstruction, type ValueType } from "../../../src/emit/wasm/assembler/opcodes.ts";
import { packBytes } from "../../../src/emit/wasm/packing/packed.ts";
import { fuse, startWasm } from "../../../src/runtime/wasm.ts";
import { signed, unsigned } from "../../../src/emit/wasm/assembler/bytes.ts";

const wabt = await loadWabt();
const features = { simd: true, relaxed_simd: true, threads: true, mutable_globals: true, sat_float_to_int: true };

/** One function for each instruction, over its operands. */
function everything(): ModuleBuilder {
  const module = new ModuleBuilder();
  const one = (name: string, takes: readonly ValueType[], gives: ValueType | undefined, write: (b: FunctionBuilder) => void): void => {
    module.function(name, takes, gives ? [gives] : [], true, (b) => {
      b.parameters.forEach((parameter) => b.get(parameter));
      write(b);
    });
  };
  for (const [name, { takes, gives }] of Object.entries(opcodes)) one(name, takes as ValueType[], gives, (b) => b.op(name as Instruction));
  for (const [name, { takes, gives }] of Object.entries(memoryOpcodes)) one(name, takes as ValueType[], gives, (b) => b.memory(name as MemoryInstruction, 300));
  for (const [name, { takes, gives }] of Object.entries(laneOpcodes)) one(name, takes as ValueType[], gives, (b) => b.lane(name as LaneInstruction, 3));
  return module;
}

test("every instruction of the table is read back under its own name", () => {
  const { bytes } = everything().finish();
  const text = wabt.readWasm(bytes, features).toText({ foldExprs: false, inlineExport: true });
  const functions = text.split("\n  (func ").slice(1);
  const names = [...Object.keys(opcodes), ...Object.keys(memoryOpcodes), ...Object.keys(laneOpcodes)];
  expect(functions.length).toBe(names.length);
  names.forEach((name, i) => expect(functions[i], name).toMatch(new RegExp(`\\n\\s+${name.replaceAll(".", "\\.")}[ \\n)]`)));
});

test("the stack is checked before an engine sees it", () => {
  const write = (...steps: ((b: FunctionBuilder) => void)[]): (() => unknown) => () => {
    const b = new FunctionBuilder("wrong", ["i"], ["f"]);
    steps.forEach((step) => step(b));
    return b.finish();
  };
  expect(write((b) => b.f32(1))).not.toThrow();
  expect(write((b) => b.i32(1))).toThrow("function wrong: end needs f, but finds i");
  expect(write((b) => b.f32(1).f32(2))).toThrow("1 values are left");
  expect(write((b) => b.f32(1).op("f32.add"))).toThrow("f32.add needs ff, but finds an empty stack");
  expect(write((b) => b.f32(1).i32(1).op("f32.add"))).toThrow("f32.add needs ff, but finds i");
  expect(write((b) => b.f32(1).i32(1).if(undefined, () => b.op("f32.neg")))).toThrow("finds an empty stack");
  expect(write((b) => b.i32(1).if("f", () => b.f32(1), () => b.i32(1)))).toThrow("else needs f, but finds i");
});

/** The instructions of a function of a number x, one behind the other. */
function written(write: (b: FunctionBuilder, x: Local) => unknown): string {
  const module = new ModuleBuilder();
  module.function("written", ["i"], ["i"], true, (b) => void write(b, b.parameters[0]!));
  const text = wabt.readWasm(module.finish().bytes, features).toText({ foldExprs: false, inlineExport: false });
  const [, ...lines] = text.split("  (func ")[1]!.split("  (export")[0]!.trim().slice(0, -1).split("\n");
  return lines.map((line) => line.trim()).filter((line) => !line.startsWith("(local")).join("; ");
}

test("whole numbers that are known are computed while code is written", () => {
  expect(written((b) => b.i32(3).i32(4).op("i32.mul"))).toBe("i32.const 12");
  expect(written((b) => b.i32(2 ** 31 - 1).i32(1).op("i32.add"))).toBe(`i32.const ${-(2 ** 31)}`);
  expect(written((b, x) => b.get(x).i32(0).op("i32.add").i32(1).op("i32.mul"))).toBe("local.get 0");
  expect(written((b, x) => b.get(x).i32(10).op("i32.mul").i32(2).op("i32.shl"))).toBe("local.get 0; i32.const 40; i32.mul");
  // What looks like an operand may be none.
  expect(written((b, x) => b.i32(5).get(x).i32(0).op("i32.add").i32(7).op("i32.sub").op("i32.add"))).toBe("i32.const 5; local.get 0; i32.const 7; i32.sub; i32.add");
  expect(written((b, x) => b.get(x).if("i", () => b.i32(1), () => b.i32(2)).i32(3).op("i32.add"))).toBe("local.get 0; if (result i32)  ;; label = @1; i32.const 1; else; i32.const 2; end; i32.const 3; i32.add");
});

test("what nobody reads is not computed, nor what only that reads; what is behind it is fused where it is then", () => {
  const sum = (b: FunctionBuilder, x: Local, read: boolean): unknown => {
    const [first, second] = [b.local("i"), b.local("i")];
    b.define(first, () => b.get(x).i32(300).op("i32.mul"));
    b.define(second, () => b.get(first).get(x).op("i32.add"));
    return b.get(read ? second : x);
  };
  expect(written((b, x) => sum(b, x, false))).toBe("local.get 0");
  expect(written((b, x) => sum(b, x, true))).toBe("local.get 0; i32.const 300; i32.mul; local.set 16; local.get 16; local.get 0; i32.add; local.set 17; local.get 17");
  // Constants that are moved before the loop move what is behind them.
  const module = new ModuleBuilder();
  module.function("moved", ["i"], [], true, (b) => {
    b.keeping(() => {
      b.define(b.local("i"), () => b.get(b.parameters[0]!));
      b.get(b.parameters[0]!).multiplyAdd(() => b.f32x4(2), () => b.f32x4(3), () => b.f32x4(5)).memory("v128.store");
    });
  });
  const { bytes } = module.finish();
  const read = wabt.readWasm(fuse(bytes), features);
  read.validate();
  expect(read.toText({})).toContain("relaxed_madd");
});

test("numbers are encoded as the format says", () => {
  expect(unsigned(624485)).toEqual([0xe5, 0x8e, 0x26]);
  expect(signed(-123456n)).toEqual([0xc0, 0xbb, 0x78]);
  expect(signed(64n)).toEqual([0xc0, 0x00]);
  expect(signed(-64n)).toEqual([0x40]);
});

test("multiply-adds are fused wherever they stand, and are the two instructions that they stand for until then", async () => {
  const module = new ModuleBuilder();
  const inner = (b: FunctionBuilder) => b.multiplyAdd(() => b.f32x4(5), () => b.f32x4(7), () => b.f32x4(11));
  module.function("madd", [], [], true, (b) => void b.i32(0).multiplyAdd(() => b.f32x4(2), () => b.f32x4(3), () => inner(b)).memory("v128.store"));
  const { bytes } = module.finish();
  const text = (binary: Uint8Array): string => {
    const read = wabt.readWasm(binary, features);
    read.validate();
    return read.toText({});
  };
  expect(text(bytes)).not.toContain("relaxed_madd");
  const fused = fuse(bytes);
  expect(text(fused).match(/relaxed_madd/g)?.length).toBe(2);
  expect(text(fused)).not.toMatch(/f32x4.(add|mul)/);
  const packed = packBytes(bytes);
  for (const relaxed of [false, true]) {
    const { buffer, programs } = await startWasm(packed, bytes.length, 64, [], relaxed);
    programs["madd"]!();
    expect(new Float32Array(buffer)[2]).toBe(2 * 3 + 5 * 7 + 11);
  }
});

test("constants with the bytes of what may be fused are what they were", async () => {
  const word = new DataView(Uint8Array.of(0xfd, 0xe4, 0x81, 0x00).buffer);
  const [real, whole] = [word.getFloat32(0, true), word.getInt32(0, true)];
  const module = new ModuleBuilder();
  module.function("constants", [], [], true, (b) => {
    b.i32(0).f32(real).memory("f32.store").i32(4).i32(whole).memory("i32.store");
    b.i32(16).f32x4(real).memory("v128.store").i32(32).i32x4([0x0081e6fd, -1, 0xe4fd << 16, 0x0081]).memory("v128.store");
  });
  const { bytes } = module.finish();
  const { buffer, programs } = await startWasm(packBytes(bytes), bytes.length, 64, [], true);
  programs["constants"]!();
  expect([...new Int32Array(buffer, 0, 12)]).toEqual([whole, whole, 0, 0, whole, whole, whole, whole, 0x0081e6fd, -1, 0xe4fd << 16, 0x0081]);
});
