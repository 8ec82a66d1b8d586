import { expect, test } from "vitest";
import { k } from "../../src/kernel/build.ts";
import { evaluate } from "../../src/kernel/evaluate.ts";
import type { Expression, Kernel, Statement } from "../../src/kernel/kernel.ts";
import { partByPart } from "../../src/kernel/part-by-part.ts";
import { printKernel } from "../../src/kernel/print.ts";
import { verifyKernel } from "../../src/kernel/verify.ts";
import { Size } from "../../src/types/size.ts";
import { Random } from "../support/random.ts";

const [rows, columns] = [5, 12];
const [i, j] = [k.local("i", "i32"), k.local("j", "i32")];

/** For all i and j: y[i, j] = value. `x` has room on both sides. */
function kernelOf(value: Expression, independent = true): Kernel {
  const store: Statement = { kind: "store", buffer: "y", index: k.add(k.mul(i, k.int(columns)), j), value };
  const inner: Statement = { kind: "for", index: "j", from: k.int(0), to: k.int(columns), body: [store], ...(independent && { independent }) };
  return {
    name: "parts",
    doc: { source: [], equations: [] },
    buffers: [
      { name: "x", dtype: "f32", access: "read", length: Size.of(64) },
      { name: "y", dtype: "f32", access: "write", length: Size.of(rows * columns) },
    ],
    sizes: [],
    body: [{ kind: "for", index: "i", from: k.int(0), to: k.int(rows), body: [inner], ...(independent && { independent }) }],
  };
}

const x = (place: Expression): Expression => k.load("x", "f32", place);

function cut(kernel: Kernel, pass = partByPart): Kernel {
  const made = { ...kernel, body: pass(kernel.body) };
  verifyKernel(made);
  return made;
}

function values(kernel: Kernel): readonly number[] {
  const buffers = { x: Float64Array.from({ length: 64 }, (_, at) => Math.sin(at)), y: new Float64Array(rows * columns) };
  evaluate(kernel, buffers, {});
  return [...buffers.y];
}

function text(kernel: Kernel): string {
  return printKernel(kernel).split("\n").slice(1, -2).map((line) => line.slice(2)).join("\n");
}

test("what is put together of parts is made part by part", () => {
  const two = k.select(k.lt(j, k.int(8)), x(j), x(k.sub(k.int(40), j)));
  expect(text(cut(kernelOf(two)))).toBe(`for i in 0 .. 5 {
  for j in 0 .. 8 {
    y[i * 12 + j] = x[j]
  }
  for j in 0 .. 4 {
    y[i * 12 + (j + 8)] = x[40 - (j + 8)]
  }
}`);
});

test("conditions on both indices cut both loops; what else a condition asks stays", () => {
  const both = k.select(k.and(k.ge(i, k.int(2)), k.lt(k.mul(j, k.int(2)), k.int(7))), x(j), k.select(k.lt(j, i), x(i), k.const(1)));
  const made = cut(kernelOf(both));
  expect(text(made)).toBe(`for i in 0 .. 2 {
  for j in 0 .. 12 {
    y[i * 12 + j] = j < i ? x[i] : 1
  }
}
for i in 0 .. 3 {
  for j in 0 .. 4 {
    y[i * 12 + 24 + j] = x[j]
  }
  for j in 0 .. 8 {
    y[i * 12 + 24 + (j + 4)] = j + 4 < i + 2 ? x[i + 2] : 1
  }
}`);
  expect(values(made)).toEqual(values(kernelOf(both)));
});

test.each([
  ["no loads to decide on", k.select(k.lt(j, k.int(8)), k.const(2), k.const(1)), true],
  ["turns that depend on each other", k.select(k.lt(j, k.int(8)), x(j), k.const(1)), false],
  ["a condition that is the same in all turns", k.select(k.lt(j, k.int(12)), x(j), k.const(1)), true],
  ["too many parts", Array.from({ length: 10 }, (_, at) => at).reduce<Expression>((rest, at) => k.select(k.lt(j, k.int(10 - at)), x(k.add(j, k.int(at))), rest), k.const(0)), true],
])("whole: %s", (_, value, independent) => {
  const kernel = kernelOf(value, independent);
  expect(text(cut(kernel))).toBe(text(kernel));
});

/** Conditions and loads at random; those of `x` are in range whatever holds. */
function randomValue(random: Random, depth = 0): Expression {
  if (depth > 3 || random.next() < 0.2) return random.next() < 0.8 ? x(k.add(k.add(i, j), k.int(random.whole(0, 30)))) : k.const(random.whole(0, 9));
  return k.select(randomCondition(random), randomValue(random, depth + 1), randomValue(random, depth + 1));
}

function randomCondition(random: Random): Expression {
  const { next } = random;
  const index = next.call(random) < 0.7 ? j : i;
  const scaled = k.add(k.mul(random.next() < 0.15 ? k.add(i, j) : index, k.int(random.pick([-3, -2, -1, 1, 2, 3]))), k.int(random.whole(-20, 20)));
  const compare = random.pick([k.lt, k.le, k.gt, k.ge, k.eq])(scaled, k.int(random.whole(-20, 20)));
  if (random.next() < 0.2) return k.and(compare, randomCondition(random));
  return random.next() < 0.2 ? k.not(compare) : compare;
}

/** How many of random kernels are changed, and how many of those compute something else. */
function tried(pass: typeof partByPart): { readonly changed: number; readonly wrong: number } {
  const count = { changed: 0, wrong: 0 };
  for (let seed = 0; seed < 300; seed += 1) {
    const kernel = kernelOf(randomValue(new Random(seed)));
    const made = cut(kernel, pass);
    if (text(made) === text(kernel)) continue;
    count.changed += 1;
    if (values(made).some((value, at) => !Object.is(value, values(kernel)[at]))) count.wrong += 1;
  }
  return count;
}

test("random conditions give what they gave", () => {
  const { changed, wrong } = tried(partByPart);
  expect(changed).toBeGreaterThan(80);
  expect(wrong).toBe(0);
});

test("a cut at the wrong place is caught", () => {
  const late = (body: readonly Statement[]): readonly Statement[] =>
    partByPart(body).map((s) => (s.kind === "for" ? { ...s, body: s.body.map((inner) => (inner.kind === "for" && inner.body.length === 1 && s.body.length > 1 ? { ...inner, to: k.sub(inner.to, k.int(1)) } : inner)) } : s));
  expect(tried(late).wrong).toBeGreaterThan(10);
});
