import { expect, test } from "vitest";
import { k } from "../../src/kernel/build.ts";
import type { Fresh } from "../../src/kernel/computation.ts";
import { evaluate } from "../../src/kernel/evaluate.ts";
import type { Expression, Kernel, Statement } from "../../src/kernel/kernel.ts";
import { partsTogether } from "../../src/kernel/parts-together.ts";
import { printKernel } from "../../src/kernel/print.ts";
import { verifyKernel } from "../../src/kernel/verify.ts";
import { Size } from "../../src/types/size.ts";
import { Random } from "../support/random.ts";

const columns = 6;
const [i, j, l] = [k.local("i", "i32"), k.local("j", "i32"), k.local("l", "i32")];

const x = (place: Expression): Expression => k.load("x", "f32", place);

/** For all i below `rows`, l below `others` and j: a value, and twice that. */
function kernelOf(rows: number, others: number, value: Expression): Kernel {
  const length = Size.of(rows * others * columns);
  const at = k.add(k.mul(k.add(k.mul(i, k.int(others)), l), k.int(columns)), j);
  const named = k.local("value", "f32");
  const body: readonly Statement[] = [
    { kind: "let", name: "value", value },
    { kind: "store", buffer: "y", index: at, value: named },
    { kind: "store", buffer: "z", index: at, value: k.add(named, named) },
  ];
  const loop = (index: string, to: number, inner: readonly Statement[]): Statement => ({ kind: "for", index, from: k.int(0), to: k.int(to), body: inner, independent: true });
  return {
    name: "parts",
    doc: { source: [], equations: [] },
    buffers: [
      { name: "x", dtype: "f32", access: "read", length: Size.of(64) },
      { name: "y", dtype: "f32", access: "write", length },
      { name: "z", dtype: "f32", access: "write", length },
    ],
    sizes: [],
    body: [loop("i", rows, [loop("l", others, [loop("j", columns, body)])])],
  };
}

function together(kernel: Kernel, pass = partsTogether): Kernel {
  let next = 0;
  const fresh: Fresh = (hint) => `${hint}_${next++}`;
  const made = { ...kernel, body: pass(kernel.body, fresh) };
  verifyKernel(made);
  return made;
}

function values(kernel: Kernel): readonly number[] {
  const count = kernel.buffers[1]!.length.constant()!;
  const buffers = { x: Float64Array.from({ length: 64 }, (_, at) => Math.sin(at)), y: new Float64Array(count), z: new Float64Array(count) };
  evaluate(kernel, buffers, {});
  return [...buffers.y, ...buffers.z];
}

function text(kernel: Kernel): string {
  return printKernel(kernel).split("\n").slice(1, -2).map((line) => line.slice(2)).join("\n");
}

/** Row number `index` of these. */
function chosen(index: Expression, rows: readonly Expression[]): Expression {
  return rows.reduceRight((behind, row, at) => k.select(k.lt(index, k.int(at + 1)), row, behind));
}

const [a, b] = [x(j), x(k.add(j, k.int(8)))];

test("what is made of the same elements is made where they are read", () => {
  expect(text(together(kernelOf(2, 2, chosen(i, [k.add(a, b), k.sub(a, b)]))))).toBe(`for l in 0 .. 2 {
  for j in 0 .. 6 {
    let value_0: f32 = x[j] + x[j + 8]
    y[l * 6 + j] = value_0
    z[l * 6 + j] = value_0 + value_0
    let value_1: f32 = x[j] - x[j + 8]
    y[l * 6 + 12 + j] = value_1
    z[l * 6 + 12 + j] = value_1 + value_1
  }
}`);
});

test.each([
  ["parts of different elements", kernelOf(2, 2, chosen(i, [a, b]))],
  ["turns that are not all parts", kernelOf(3, 2, chosen(i, [k.add(a, b), k.sub(a, b)]))],
  ["one value for all turns", kernelOf(2, 2, k.add(a, b))],
  ["too many copies", kernelOf(9, 1, chosen(i, Array.from({ length: 9 }, (_, at) => k.add(a, k.mul(b, k.const(at))))))],
])("as it was: %s", (_, kernel) => {
  expect(text(together(kernel))).toBe(text(kernel));
});

test("where all loops would be too many copies, the inner ones are written out", () => {
  const rows = (index: Expression): Expression => chosen(index, [k.add(a, b), k.sub(a, b), k.mul(a, b), k.mul(a, a)]);
  const made = text(together(kernelOf(4, 4, k.add(rows(i), rows(l)))));
  expect(made.match(/^for i /gm)?.length).toBe(1);
  expect(made).not.toContain("for l ");
});

/** How many of random kernels are changed, and how many of those compute something else. */
function tried(pass: typeof partsTogether): { readonly changed: number; readonly wrong: number } {
  const count = { changed: 0, wrong: 0 };
  for (let seed = 0; seed < 200; seed += 1) {
    const random = new Random(seed);
    const [rows, others] = [random.whole(1, 4), random.whole(1, 3)];
    const element = (): Expression => x(k.add(k.add(j, k.mul(l, k.int(random.whole(0, 2)))), k.int(random.pick([0, 8]))));
    const sum = (): Expression => random.pick([k.add, k.sub, k.mul])(element(), element());
    const kernel = kernelOf(rows, others, k.add(chosen(i, Array.from({ length: rows }, sum)), chosen(l, Array.from({ length: others }, sum))));
    const made = together(kernel, pass);
    if (text(made) === text(kernel)) continue;
    count.changed += 1;
    if (values(made).some((value, at) => !Object.is(value, values(kernel)[at]))) count.wrong += 1;
  }
  return count;
}

test("random kernels give what they gave", () => {
  const { changed, wrong } = tried(partsTogether);
  expect(changed).toBeGreaterThan(80);
  expect(wrong).toBe(0);
});

test("planted bug: a copy left out", () => {
  const shorter = (loop: Statement): Statement => (loop.kind !== "for" ? loop : loop.body.some((s) => s.kind === "for") ? { ...loop, body: loop.body.map(shorter) } : { ...loop, body: loop.body.slice(0, -1) });
  expect(tried((body, fresh) => partsTogether(body, fresh).map((s, at) => (s === body[at] ? s : shorter(s)))).wrong).toBeGreaterThan(80);
});
