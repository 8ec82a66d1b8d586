import { expect, test } from "vitest";
import { ModuleBuilder } from "../../../src/emit/wasm/assembler/module.ts";
import { writeAreFinite } from "../../../src/emit/wasm/code/finite.ts";
import { compile } from "../../../src/compile.ts";
import { targets } from "../../../src/emit/targets.ts";
import { packBytes } from "../../../src/emit/wasm/packing/packed.ts";
import { startWasm } from "../../../src/runtime/wasm.ts";
import { loadModule } from "../../../src/train/load.ts";

const module = new ModuleBuilder();
module.function("are_finite", ["i", "i"], ["i"], true, writeAreFinite);
const { bytes } = module.finish();

test("what is not finite is found wherever it is, and two infinities do not hide each other", async () => {
  const { buffer, finite, programs } = await startWasm(packBytes(bytes), bytes.length, 512, [], false);
  expect(Object.keys(programs)).toEqual([]);
  const block = new Float32Array(buffer, 64, 48);
  for (let length = 0; length <= 48; length++) {
    block.fill(-3e38);
    expect(finite(block, length)).toBe(true);
    for (let at = 0; at < length; at++)
      for (const value of [NaN, Infinity, -Infinity]) {
        block[at] = value;
        expect(finite(block, length), `${value} at ${at} of ${length}`).toBe(false);
        block[at] = 1;
      }
  }
  block.set([Infinity, -Infinity], 5);
  expect(finite(block, 48)).toBe(false);
  // Other blocks are not looked at.
  new Float32Array(buffer).fill(NaN);
  block.fill(0);
  expect(finite(block, 48)).toBe(true);
});

test("a module says where a number is not finite, and takes a shorter batch after a refused one", async () => {
  const text = "model Sums {\n  input x: [N, 3]\n  input finite: [N, 3]\n  output y = x + finite\n}\n";
  const target = targets.get("wasm")!;
  const { plans } = compile({ name: "sums.nnet", text }, { load: () => undefined, target });
  const model = await (await loadModule(target.emit(plans[0]!), "Sums")).create({ N: 8, seed: 1 });
  const ones = (n: number): Float32Array => new Float32Array(3 * n).fill(1);
  expect(() => model.predict({ x: ones(8).fill(NaN, 20, 21), finite: ones(8) })).toThrow("input `x` at position 20 is NaN; it must be a finite number");
  expect(() => model.predict({ x: ones(8), finite: ones(8).fill(-Infinity, 7, 8) })).toThrow("input `finite` at position 7 is -Infinity");
  // What was refused still lies behind.
  expect(model.predict({ x: ones(6), finite: ones(6) })["y"]).toEqual(new Float32Array(18).fill(2));
});
