import { expect, test } from "vitest";
import loadWabt from "wabt";
import { ModuleBuilder } from "../../../src/emit/wasm/assembler/module.ts";
import { packBytes } from "../../../src/emit/wasm/packing/packed.ts";
import { Helpers } from "../../../src/emit/wasm/code/helpers.ts";
import { writeKernel } from "../../../src/emit/wasm/code/kernel.ts";
import { k } from "../../../src/kernel/build.ts";
import { evaluate } from "../../../src/kernel/evaluate.ts";
import type { Expression, Statement } from "../../../src/kernel/kernel.ts";
import { verifyKernel } from "../../../src/kernel/verify.ts";
import { fuse, startWasm } from "../../../src/runtime/wasm.ts";
import { buffer, kernel, store } from "../plans.ts";

const wabt = await loadWabt();
const turns = 3;
const [row, lane] = [k.local("row", "i32"), k.local("lane", "i32")];
const at = k.add(k.mul(row, k.int(4)), lane);
const x = k.load("x", "f32", at, true);
const f = (name: string): Expression => k.local(name, "f32");

/** `y[...] = value` in lanes, row after row, with the statements before around. */
function inLanes(value: Expression, before: readonly Statement[] = [], inside: readonly Statement[] = []): ReturnType<typeof kernel> {
  const lanes: Statement = { kind: "for", index: "lane", from: k.int(0), to: k.int(4), body: [...inside, store("y", at, value)], lanes: true };
  const made = kernel("f", [buffer("x", "read", 4 * turns), buffer("y", "read-write", 4 * turns)], [...before, { kind: "for", index: "row", from: k.int(0), to: k.int(turns), body: [lanes] }]);
  verifyKernel(made);
  return made;
}

/** The text of the kernel, and what it makes of these numbers. */
async function run(made: ReturnType<typeof kernel>, given: readonly number[]): Promise<{ readonly text: string; readonly inLoop: string; readonly result: readonly number[] }> {
  const module = new ModuleBuilder();
  const written = writeKernel(module, made, new Helpers(module));
  module.function("run", [], [], true, (b) => void b.i32(64).i32(256).call(written));
  const { bytes } = module.finish();
  const read = wabt.readWasm(bytes, { simd: true });
  read.validate();
  const text = read.toText({});
  const { buffer: memory, programs } = await startWasm(packBytes(bytes), bytes.length, 512, [], false);
  new Float32Array(memory, 64).set(given);
  programs["run"]!();
  return { text, inLoop: text.slice(text.indexOf("loop"), text.indexOf("br_if")), result: [...new Float32Array(memory, 256, given.length)] };
}

function evaluated(made: ReturnType<typeof kernel>, given: readonly number[]): readonly number[] {
  const y = new Float64Array(given.length);
  evaluate(made, { x: Float64Array.from(given), y }, {});
  return [...Float32Array.from(y)];
}

const hard = [NaN, Infinity, -Infinity, 0, -0, 1.5, -1.5, 2, -2, 3, 1e-40, -1e38];

test.each([
  ["pmin", "x < 1.5 ? x : 1.5", k.select(k.lt(x, k.const(1.5)), x, k.const(1.5))],
  ["pmin", "1.5 < x ? 1.5 : x", k.select(k.lt(k.const(1.5), x), k.const(1.5), x)],
  ["pmin", "x > 0 ? 0 : x", k.select(k.gt(x, k.const(0)), k.const(0), x)],
  ["pmax", "x < 0 ? 0 : x", k.select(k.lt(x, k.const(0)), k.const(0), x)],
  ["pmax", "x > 1.5 ? x : 1.5", k.select(k.gt(x, k.const(1.5)), x, k.const(1.5))],
  ["bitselect", "x < 1.5 ? 1.5 : 2", k.select(k.lt(x, k.const(1.5)), k.const(1.5), k.const(2))],
  ["and", "x <= 0 ? x : 0", k.select(k.le(x, k.const(0)), x, k.const(0))],
  ["andnot", "|x| < 1e-30 ? 0 : x", k.select(k.lt(k.call("abs", x), k.const(1e-30)), k.const(0), x)],
  ["bitselect", "x <= 0 ? x : -0", k.select(k.le(x, k.const(0)), x, k.const(-0))],
])("%s computes %s, whatever x is", async (instruction, _, value) => {
  const made = inLanes(value);
  const { text, result } = await run(made, hard);
  expect(text.match(/pmin|pmax|bitselect|(?<=v128\.)and(?:not)?/g)).toEqual([instruction]);
  expect(result).toEqual(evaluated(made, hard));
});

test("what lanes need in each turn of a loop is put together before it", async () => {
  const made = inLanes(k.mul(f("scale"), k.call("exp", x)), [{ kind: "let", name: "scale", value: k.mul(k.load("x", "f32", k.int(0)), k.const(3)) }]);
  const given = [2, ...hard.slice(1)];
  const { text, inLoop, result } = await run(made, given);
  expect(text).toContain("splat");
  expect(inLoop).not.toMatch(/splat|v128\.const/);
  evaluated(made, given).forEach((y, i) => (Number.isFinite(y) ? expect(Math.abs(result[i]! - y)).toBeLessThanOrEqual(2e-7 * Math.abs(y)) : expect(result[i]).toBe(y)));
});

test("constants are put together before all loops that only compute elements, but not across a sum", async () => {
  const nested = (inner: readonly Statement[]): Statement => ({ kind: "for", index: "pass", from: k.int(0), to: k.int(2), body: inner });
  const plain = inLanes(k.call("exp", x));
  const elements = { ...plain, body: [nested(plain.body)] };
  const total: Statement[] = [{ kind: "var", name: "total", value: k.const(0) }, { kind: "for", index: "term", from: k.int(0), to: k.int(9), body: [{ kind: "assign", name: "total", value: k.add(f("total"), k.load("x", "f32", k.local("term", "i32"))) }] }];
  const summed = inLanes(k.mul(k.call("exp", x), f("total")), total);
  const sums = { ...summed, body: [nested(summed.body)] };
  for (const [made, before] of [[elements, true], [sums, false]] as const) {
    verifyKernel(made);
    const { text, result } = await run(made, hard.map((_, i) => i / 8));
    expect(text.search(/i32\.const -?[1-9]\d*\n *i32x4\.splat/) < text.indexOf("loop")).toBe(before);
    evaluated(made, hard.map((_, i) => i / 8)).forEach((y, i) => expect(Math.abs(result[i]! - y)).toBeLessThanOrEqual(1e-6 * Math.abs(y)));
  }
});

test("a variable that the loop changes is put into lanes in each turn", async () => {
  const before: Statement[] = [{ kind: "var", name: "total", value: k.const(1) }];
  const made = inLanes(k.mul(x, f("total")), before);
  const [first, loop] = made.body;
  if (loop?.kind !== "for") throw new Error("no loop");
  const counting = { ...made, body: [first!, { ...loop, body: [...loop.body, { kind: "assign" as const, name: "total", value: k.add(f("total"), k.const(1)) }] }] };
  verifyKernel(counting);
  const given = hard.map((_, i) => i);
  const { inLoop, result } = await run(counting, given);
  expect(inLoop).toContain("splat");
  expect(result).toEqual(evaluated(counting, given));
});

test("a real that is the same in all lanes is read into all of them, and compared as one", async () => {
  const same = k.load("x", "f32", row, true);
  const made = inLanes(k.add(x, f("same")), [], [
    { kind: "let", name: "same", value: same },
    { kind: "if", condition: k.gt(f("same"), k.const(1)), then: [store("y", k.add(k.mul(row, k.int(4)), lane), k.const(7))] },
  ]);
  const given = [0, 3, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13];
  const { text, result } = await run(made, given);
  expect(text.match(/load32_splat/g)).toHaveLength(1);
  expect(text.match(/^ *if\b/gm)).toHaveLength(1);
  expect(result).toEqual(evaluated(made, given));
});

test("a difference from a multiple is one multiplication and one addition, which may be fused", async () => {
  const made = inLanes(k.sub(k.const(1), k.mul(x, k.const(3))));
  const module = new ModuleBuilder();
  writeKernel(module, made, new Helpers(module));
  const { bytes } = module.finish();
  const fused = fuse(bytes);
  expect(fused.filter((byte, i) => byte !== bytes[i])).toHaveLength(4 + 2);
  expect((await run(made, hard)).result).toEqual(evaluated(made, hard));
});

const sums: readonly Statement[] = [
  { kind: "var", name: "sum", value: k.const(0) },
  { kind: "for", index: "term", from: k.int(0), to: k.int(3), body: [{ kind: "assign", name: "sum", value: k.add(f("sum"), k.mul(x, k.convert(k.local("term", "i32"), "f32"))) }] },
];
/** Exact in 32 bits. */
const given = [2, NaN, Infinity, 0, -0, 1.5, -1.5, -2, 3, 0.25, 100, -7];
const scale: Statement = { kind: "let", name: "scale", value: k.mul(k.load("x", "f32", k.int(0)), k.const(3)) };

test("a real that is needed behind sums waits as a whole number, so that the sums have all registers for reals", async () => {
  for (const value of [k.mul(f("sum"), f("scale")), k.add(k.mul(f("sum"), f("scale")), f("scale"))]) {
    const made = inLanes(value, [scale], sums);
    const { text, result } = await run(made, given);
    expect(text).toContain("i32.reinterpret_f32");
    expect(text.match(/local\.get \d+\n *i32x4\.splat/g)).toHaveLength(1);
    expect(result).toEqual(evaluated(made, given));
  }
});

test("but not one that the sums need, and one alone is made a real again", async () => {
  const inside = sums.map((s): Statement => (s.kind === "for" ? { ...s, body: [{ kind: "assign", name: "sum", value: k.add(f("sum"), k.mul(x, f("scale"))) }] } : s));
  const needed = inLanes(k.mul(f("sum"), f("scale")), [scale], inside);
  const first = await run(needed, given);
  expect(first.text).not.toContain("reinterpret");
  expect(first.result).toEqual(evaluated(needed, given));
  const alone: Statement = { kind: "for", index: "lane", from: k.int(0), to: k.int(4), body: [...sums, store("y", at, k.mul(f("sum"), f("scale")))] };
  const scalar = kernel("f", [buffer("x", "read", 4 * turns), buffer("y", "write", 4 * turns)], [scale, { kind: "for", index: "row", from: k.int(0), to: k.int(turns), body: [alone] }]);
  verifyKernel(scalar);
  const second = await run(scalar, given);
  expect(second.text).toContain("f32.reinterpret_i32");
  expect(second.result).toEqual(evaluated(scalar, given));
});

const tanh = (e: Expression): Expression => k.call("tanh", e);
const define = (name: string, value: Expression): Statement => ({ kind: "let", name, value });

/** How many arguments were bounded before the first division: of all functions that are computed side by side. */
function together(text: string): number {
  return text.slice(0, text.indexOf("f32x4.div")).split("f32x4.pmin").length - 1;
}

const functions: readonly (readonly [what: string, side: number, value: Expression, inside: readonly Statement[]])[] = [
  ["two functions", 2, k.sub(f("a"), f("b")), [define("a", tanh(x)), define("b", tanh(k.mul(x, k.const(0.5))))]],
  ["functions within expressions", 2, k.sub(f("a"), f("b")), [define("a", k.add(tanh(x), x)), define("b", k.mul(x, tanh(k.neg(x))))]],
  ["as many as registers hold", 4, k.add(k.add(f("a"), f("b")), k.add(k.add(f("c"), f("d")), f("e"))), ["a", "b", "c", "d", "e"].map((name, i) => define(name, tanh(k.mul(x, k.const(i + 1)))))],
  ["a function of a function", 1, f("b"), [define("a", tanh(x)), define("b", tanh(f("a")))]],
  ["one statement with two", 1, f("a"), [define("a", k.sub(tanh(x), tanh(k.mul(x, k.const(0.5)))))]],
  ["the same function again", 2, k.sub(f("a"), f("b")), [define("a", tanh(x)), define("b", k.mul(tanh(x), k.const(2)))]],
  ["what was stored just before", 1, tanh(k.load("y", "f32", at, true)), [store("y", at, tanh(x))]],
];

test.each(functions)("%s: %i at once", async (_, side, value, inside) => {
  const made = inLanes(value, [], inside);
  const given = [NaN, Infinity, -Infinity, 0, -0, 1.5, -1.5, 2, -2, 3, 1e-20, 0.25];
  const { text, result } = await run(made, given);
  expect(together(text)).toBe(side);
  evaluated(made, given).forEach((expected, i) => expect(Object.is(result[i], expected) || Math.abs(result[i]! - expected) <= 2e-6, `${given[i]}: ${result[i]} and not ${expected}`).toBe(true));
});
