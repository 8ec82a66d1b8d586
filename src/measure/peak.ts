import { ModuleBuilder } from "../emit/wasm/assembler/module.ts";
import type { FunctionBuilder } from "../emit/wasm/assembler/function.ts";
import { packBytes } from "../emit/wasm/packing/packed.ts";
import { startWasm } from "../runtime/wasm.ts";

/** Loops that do nothing but what they measure; each call takes about a millisecond. */
export interface Peak {
  /** 10^9 operations a second, in registers: as many multiply-adds of four lanes as the processor does, each of two operations a lane. */
  arithmetic(): number;
  /** 10^9 bytes a second, read and written, of a copy of one half of the memory to the other. */
  memory(): number;
  /** Bytes that the copy goes over. */
  readonly bytes: number;
}

/** Sums that wait for none of the others, and what is written out of each in one turn. */
const [sums, unrolled] = [12, 4];
/** Of a vector. */
const vectorBytes = 16;
/** Bytes that one turn of the copy reads. */
const block = 4 * vectorBytes;
/** Long beside what the clock tells apart, short beside what the machine gives to others. */
const least = 0.5;

/** The loops for this machine; `relaxed` as for a model, memory as a model has it. */
export async function peakOf(relaxed: boolean, memoryBytes: number): Promise<Peak> {
  const module = new ModuleBuilder();
  const start = module.global("memory");
  module.function("arithmetic", ["i"], ["i"], true, (b) => writeArithmetic(b, start));
  module.function("copy", ["i"], ["i"], true, (b) => writeCopy(b, start));
  const { bytes: binary } = module.finish();
  const half = Math.min(2 ** 28, Math.max(2 ** 18, Math.ceil(memoryBytes / 2 / block) * block));
  const { programs } = await startWasm(packBytes(binary), binary.length, 2 * half, [0], relaxed);
  const turns = { arithmetic: 1000, copy: 1 };
  /** Per second, of what one turn does. */
  const rate = (name: "arithmetic" | "copy", run: (turns: number) => void, unit: number): number => {
    for (;;) {
      const begin = performance.now();
      run(turns[name]);
      const milliseconds = performance.now() - begin;
      if (milliseconds >= least) return (unit * turns[name]) / milliseconds / 1e6;
      turns[name] *= 2;
    }
  };
  return {
    bytes: 2 * half,
    arithmetic: () => rate("arithmetic", (n) => void programs["arithmetic"]!(n), sums * unrolled * 4 * 2),
    memory: () => rate("copy", (n) => void Array.from({ length: n }, () => programs["copy"]!(half)), 2 * half),
  };
}

/** sum = sum / 2 + 1, of all sums again and again: it tends to 2, and nothing is ever tiny or infinite. */
function writeArithmetic(b: FunctionBuilder, start: number): void {
  const [turns] = b.parameters;
  const half = b.local("v");
  const one = b.local("v");
  const all = Array.from({ length: sums }, () => b.local("v"));
  b.f32x4(0.5).set(half).f32x4(1).set(one);
  for (const sum of all) b.f32x4(0).set(sum);
  b.loop(() => {
    for (let i = 0; i < unrolled; i++) for (const sum of all) b.multiplyAdd(() => b.get(sum), () => b.get(half), () => b.get(one)).set(sum);
    b.get(turns!).i32(-1).op("i32.add").tee(turns!).i32(0).op("i32.gt_s").branchIf(0);
  });
  // What nobody reads need not be computed.
  for (const sum of all) b.global(start).get(sum).memory("v128.store");
  b.i32(1);
}

/** Copies so many bytes to behind them. */
function writeCopy(b: FunctionBuilder, start: number): void {
  const [length] = b.parameters;
  const from = b.local("i");
  const to = b.local("i");
  const end = b.local("i");
  b.global(start).tee(from).get(length!).op("i32.add").tee(to).set(end);
  b.loop(() => {
    for (let i = 0; i < block; i += vectorBytes) b.get(to).get(from).memory("v128.load", i).memory("v128.store", i);
    b.get(to).i32(block).op("i32.add").set(to);
    b.get(from).i32(block).op("i32.add").tee(from).get(end).op("i32.lt_s").branchIf(0);
  });
  b.i32(1);
}
