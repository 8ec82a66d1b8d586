import type { FunctionBuilder, Local } from "../src/emit/wasm/assembler/function.ts";
import { ModuleBuilder } from "../src/emit/wasm/assembler/module.ts";
import { packBytes } from "../src/emit/wasm/packing/packed.ts";
import { startWasm } from "../src/runtime/wasm.ts";

/** A product of [rows, terms] and [terms, columns], written by hand as fast as it goes. */
export interface HandMade {
  readonly name: string;
  /** 10^9 operations a second of one run. */
  readonly rate: () => number;
  /** How far it is from the right result. */
  readonly error: number;
}

const [terms, columns] = [784, 256];
/** Rows and vectors of a tile, and how many terms a turn takes in. */
const tiles = [
  [4, 2, 1],
  [4, 2, 4],
  [6, 2, 2],
  [6, 2, 4],
  [2, 4, 1],
] as const;

/**
 * The right operand lies in panels as wide as a tile, so that a turn reads what lies side by side; sizes are constants,
 * nothing is masked, and there is nothing around. What the compiler makes cannot do better with these tiles.
 */
export async function handMade(relaxed: boolean): Promise<readonly HandMade[]> {
  return Promise.all(tiles.map((tile) => product(tile, relaxed)));
}

async function product([height, vectors, unrolled]: (typeof tiles)[number], relaxed: boolean): Promise<HandMade> {
  const rows = 64 - (64 % height);
  const module = new ModuleBuilder();
  const [left, right, result] = ["left", "right", "result"].map((name) => module.global(name)) as [number, number, number];
  module.function("product", [], ["i"], true, (b) => {
    writeProduct(b, { rows, height, vectors, unrolled }, { left, right, result });
    b.i32(1);
  });
  const { bytes } = module.finish();
  const [first, second, third] = [0, rows * terms, rows * terms + terms * columns].map((at) => at * 4) as [number, number, number];
  const all = third + rows * columns * 4;
  const { buffer, programs } = await startWasm(packBytes(bytes), bytes.length, all, [first, second, third], relaxed);
  const [a, b, c] = [new Float32Array(buffer, first, rows * terms), new Float32Array(buffer, second, terms * columns), new Float32Array(buffer, third, rows * columns)];
  // Small whole numbers, so that sums are exact.
  for (let i = 0; i < a.length; i++) a[i] = ((i * 7919) % 17) - 8;
  for (let i = 0; i < b.length; i++) b[i] = ((i * 104729) % 13) - 6;
  const run = (): number => programs["product"]!();
  run();
  let error = 0;
  const width = 4 * vectors;
  for (const [i, j] of [[0, 0], [rows - 1, columns - 1], [rows >> 1, 37]] as const) {
    let sum = 0;
    for (let k = 0; k < terms; k++) sum += a[i * terms + k]! * b[(Math.floor(j / width) * terms + k) * width + (j % width)]!;
    error = Math.max(error, Math.abs(sum - c[i * columns + j]!));
  }
  // A run takes half a millisecond: long for the clock, short beside what the machine gives to others.
  const rate = (): number => {
    const begin = performance.now();
    run();
    return (2 * rows * terms * columns) / (performance.now() - begin) / 1e6;
  };
  return { name: `${height} x ${width}, ${unrolled} ${unrolled === 1 ? "term" : "terms"} a turn`, rate, error };
}

interface Shape {
  readonly rows: number;
  readonly height: number;
  readonly vectors: number;
  readonly unrolled: number;
}

function writeProduct(b: FunctionBuilder, { rows, height, vectors, unrolled }: Shape, at: { readonly left: number; readonly right: number; readonly result: number }): void {
  const [row, width] = [terms * 4, vectors * 16];
  const [panel, left, right, result, end, l, r] = Array.from({ length: 7 }, () => b.local("i")) as [Local, Local, Local, Local, Local, Local, Local];
  const sums = Array.from({ length: height * vectors }, () => b.local("v"));
  const columnsOf = Array.from({ length: vectors }, () => b.local("v"));
  const element = b.local("v");
  b.global(at.right).set(panel).global(at.result).set(end);
  b.loop(() => {
    b.global(at.left).set(left).get(end).set(result);
    b.loop(() => {
      for (const sum of sums) b.f32x4(0).set(sum);
      b.get(left).set(l).get(panel).set(r).get(panel).i32(terms * width).op("i32.add").set(right);
      b.loop(() => {
        for (let k = 0; k < unrolled; k++) {
          columnsOf.forEach((vector, v) => b.get(r).memory("v128.load", k * width + v * 16).set(vector));
          for (let i = 0; i < height; i++) {
            b.get(l).memory("v128.load32_splat", i * row + k * 4).set(element);
            columnsOf.forEach((vector, v) => b.multiplyAdd(() => b.get(element), () => b.get(vector), () => b.get(sums[i * vectors + v]!)).set(sums[i * vectors + v]!));
          }
        }
        b.get(l).i32(unrolled * 4).op("i32.add").set(l);
        b.get(r).i32(unrolled * width).op("i32.add").tee(r).get(right).op("i32.ne").branchIf(0);
      });
      sums.forEach((sum, i) => b.get(result).get(sum).memory("v128.store", Math.floor(i / vectors) * columns * 4 + (i % vectors) * 16));
      b.get(result).i32(height * columns * 4).op("i32.add").set(result);
      b.get(left).i32(height * row).op("i32.add").tee(left).global(at.left).i32(rows * row).op("i32.add").op("i32.ne").branchIf(0);
    });
    b.get(end).i32(width).op("i32.add").set(end);
    b.get(panel).i32(terms * width).op("i32.add").tee(panel).global(at.right).i32(terms * columns * 4).op("i32.add").op("i32.ne").branchIf(0);
  });
}
