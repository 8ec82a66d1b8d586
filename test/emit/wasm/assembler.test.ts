import { expect, test } from "vitest";
import loadWabt from "wabt";
import { FunctionBuilder } from "../../../src/emit/wasm/assembler/function.ts";
import { ModuleBuilder } from "../../../src/emit/wasm/assembler/module.ts";
import { laneOpcodes, memoryOpcodes, opcodes, type Instruction, type LaneInstruction, type MemoryInstruction, type ValueType } from "../../../src/emit/wasm/assembler/opcodes.ts";
import { distances } from "../../../src/emit/wasm/engine.ts";
import { packBytes } from "../../../src/emit/wasm/packed.ts";
import { fuse, startWasm } from "../../../src/runtime/wasm.ts";
import { signed, unsigned } from "../../../src/emit/wasm/assembler/bytes.ts";

const wabt = await loadWabt();
const features = { simd: true, relaxed_simd: true, mutable_globals: true, sat_float_to_int: true };

function constant(b: FunctionBuilder, type: ValueType): void {
  if (type === "i") b.i32(1);
  else if (type === "l") b.i64(1n);
  else if (type === "f") b.f32(1);
  else b.f32x4(1);
}

/** One function for each instruction, which takes constants and gives its result. */
function everything(): ModuleBuilder {
  const module = new ModuleBuilder();
  const one = (name: string, takes: readonly ValueType[], gives: ValueType | undefined, write: (b: FunctionBuilder) => void): void => {
    module.function(name, [], gives ? [gives] : [], true, (b) => {
      takes.forEach((type) => constant(b, type));
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
  const { bytes, fusible } = module.finish();
  expect(fusible.length).toBe(4);
  const text = (binary: Uint8Array): string => {
    const read = wabt.readWasm(binary, features);
    read.validate();
    return read.toText({});
  };
  expect(text(bytes)).not.toContain("relaxed_madd");
  const fused = bytes.slice();
  fuse(fused, distances(fusible));
  expect(text(fused).match(/relaxed_madd/g)?.length).toBe(2);
  expect(text(fused)).not.toMatch(/f32x4.(add|mul)/);
  const packed = packBytes(new Uint8Array([...bytes, ...distances(fusible)]));
  for (const relaxed of [false, true]) {
    const { buffer, programs } = await startWasm(packed, bytes.length, 64, [], relaxed);
    programs["madd"]!();
    expect(new Float32Array(buffer)[2]).toBe(2 * 3 + 5 * 7 + 11);
  }
});
