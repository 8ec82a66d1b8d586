import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import initWabt from "wabt";
import { compile } from "../../../src/compile.ts";
import { targets } from "../../../src/emit/targets.ts";
import { unpackBytes } from "../../../src/runtime/packed.ts";
import { create } from "../run.ts";

const wabt = await initWabt();
const wasm = targets.get("wasm")!;

const planOf = (text: string) => compile({ name: "model.nnet", text }, { load: () => undefined, target: wasm }).plans[0]!;

test("without relaxed instructions a product and a sum are rounded one after the other, with them at most once less", async () => {
  const plan = planOf("model M {\n  input a: [N]\n  input b: [N]\n  input c: [N]\n  output y = a * b + c\n}\n");
  const values = (k: number): Float32Array => Float32Array.from({ length: 1000 }, (_, i) => Math.sin(k * i + 1));
  const [a, b, c] = [values(1.1), values(2.3), values(3.7)];
  const twice = a.map((x, i) => Math.fround(x * b[i]!) + c[i]!);
  // The product of two f32 is exact in f64.
  const once = a.map((x, i) => x * b[i]! + c[i]!);
  expect(twice.filter((y, i) => y !== once[i]).length).toBeGreaterThan(100);
  const y = async (relaxed: boolean): Promise<unknown> => (await create(plan, { N: 1000, relaxed }, wasm)).predict({ a, b, c })["y"];
  expect(await y(false)).toEqual(twice);
  expect([twice, once]).toContainEqual(await y(true));
});

test.each(["digits/digits", "charlm/charlm", "gpt/gpt"])("the binary of %s is valid without relaxed instructions, whose results WebAssembly leaves open", (name) => {
  const source = readFileSync(new URL(`../../../examples/${name}.nnet`, import.meta.url), "utf8");
  const module = wasm.emit(planOf(source));
  const [, text, length] = [.../const wasmBinary =\n {2}"([^"]*)"/.exec(module)!, /startWasm\(wasmBinary, (\d+),/.exec(module)?.[1]];
  const read = wabt.readWasm(unpackBytes(text!, Number(length)), { simd: true, threads: true, mutable_globals: true, sat_float_to_int: true });
  read.validate();
  expect(read.toText({})).toContain("f32x4.add");
});
