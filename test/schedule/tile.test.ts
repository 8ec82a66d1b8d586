import fc from "fast-check";
import { expect, test } from "vitest";
import { k, linear } from "../../src/kernel/build.ts";
import { evaluate } from "../../src/kernel/evaluate.ts";
import type { Expression, Kernel, Statement } from "../../src/kernel/kernel.ts";
import { optimize } from "../../src/kernel/optimize.ts";
import { walkBody, walkStatements } from "../../src/kernel/visit.ts";
import { verifyKernel } from "../../src/kernel/verify.ts";
import { Namer } from "../../src/schedule/identifier.ts";
import type { Choice, WeighedTile } from "../../src/schedule/choice.ts";
import { type Machine, plainMachine } from "../../src/schedule/machine.ts";
import { tile } from "../../src/schedule/tile/tile.ts";
import { Size } from "../../src/types/size.ts";

const int = (name: string): Expression => k.local(name, "i32");
const real = (name: string): Expression => k.local(name, "f32");
const loop = (index: string, to: Size, body: readonly Statement[]): Statement => ({ kind: "for", index, from: k.int(0), to: k.size(to), body });

interface Product {
  readonly rows: Size;
  readonly columns: Size;
  readonly terms: Size;
  /** Which operands have their axes the other way round. */
  readonly turned: readonly [boolean, boolean];
}

/** y += sums and z = sums * sums, or what else is made of them, for sums = a b + bias. */
function productKernel({ rows, columns, terms, turned: [aTurned, bTurned] }: Product, made = k.mul(real("total"), real("total"))): Kernel {
  const place = (turned: boolean, [first, n]: [string, Size], [second, m]: [string, Size]): Expression => (turned ? linear([int(second), int(first)], [m, n]) : linear([int(first), int(second)], [n, m]));
  const a = k.load("a", "f32", place(aTurned, ["i", rows], ["t", terms]));
  const b = k.load("b", "f32", place(bTurned, ["t", terms], ["j", columns]));
  const at = linear([int("i"), int("j")], [rows, columns]);
  const body: readonly Statement[] = [
    { kind: "var", name: "sum", value: k.const(0) },
    loop("t", terms, [{ kind: "assign", name: "sum", value: k.add(real("sum"), k.mul(a, b)) }]),
    { kind: "let", name: "total", value: k.add(real("sum"), k.load("bias", "f32", int("j"))) },
    { kind: "let", name: "next", value: k.add(k.load("y", "f32", at), real("total")) },
    { kind: "store", buffer: "y", index: at, value: real("next") },
    { kind: "store", buffer: "z", index: at, value: made },
  ];
  const results = rows.mul(columns);
  const buffer = (name: string, access: "read" | "write" | "read-write", length: Size): Kernel["buffers"][number] => ({ name, dtype: "f32", access, length });
  return {
    name: "product",
    doc: { source: [], equations: [] },
    buffers: [buffer("a", "read", rows.mul(terms)), buffer("b", "read", terms.mul(columns)), buffer("bias", "read", columns), buffer("y", "read-write", results), buffer("z", "write", results)],
    sizes: [...new Set([rows, columns, terms].flatMap((size) => size.symbols()))].sort(),
    body: [loop("i", rows, [loop("j", columns, body)])],
  };
}

function namesOf({ buffers, body }: Kernel): readonly string[] {
  const names = buffers.map(({ name }) => name);
  walkStatements(body, (s) => void (s.kind === "for" ? names.push(s.index) : (s.kind === "let" || s.kind === "var") && names.push(s.name)));
  return names;
}

function run(kernel: Kernel, N: number): Record<string, Float64Array> {
  const buffers = Object.fromEntries(kernel.buffers.map(({ name, length }, i) => [name, Float64Array.from({ length: length.evaluate({ N }) }, (_, at) => ((at * 7 + i * 3) % 11) - 5)]));
  evaluate(kernel, buffers, { N });
  return buffers;
}

const extent = fc.oneof(fc.integer({ min: 1, max: 40 }).map((n) => Size.of(n)), fc.constant(Size.of(64)), fc.constant(Size.symbol("N")));
const products: fc.Arbitrary<Product> = fc.record({ rows: extent, columns: extent, terms: extent, turned: fc.tuple(fc.boolean(), fc.boolean()) });

function expectSame(product: Product, N: number, machine: Machine, made?: Expression): Kernel {
  const naive = productKernel(product, made);
  const { fresh } = new Namer(new Set(["N", ...namesOf(naive)]));
  const body = optimize(naive.body.flatMap((s) => tile(s, fresh, machine)), fresh);
  const tiled = { ...naive, body, buffers: naive.buffers.map((b) => (b.access === "write" && loads(body, b.name) ? { ...b, access: "read-write" as const } : b)) };
  verifyKernel(tiled);
  const [expected, got] = [run(naive, N), run(tiled, N)];
  // Sums of whole numbers are exact in any order.
  expect(got).toEqual(expected);
  return tiled;
}

function loads(body: readonly Statement[], buffer: string): boolean {
  let found = false;
  walkBody(body, (e) => void (found ||= e.kind === "load" && e.buffer === buffer));
  return found;
}

for (const machine of [plainMachine, { lanes: 4 as const, registers: 15 }]) {
  test(`products of all sizes are the same in tiles, with ${machine.lanes} lanes`, () => {
    fc.assert(fc.property(products, fc.integer({ min: 1, max: 70 }), (product, N) => void expectSame(product, N, machine)), { numRuns: 40 });
  });

  // Large enough for the largest tiles, with one row and with several left over.
  test.each([
    [103, 106, 101],
    [64, 256, 65],
  ])(`%i times %i sums of %i products, with ${machine.lanes} lanes`, (rows, columns, terms) => {
    for (const turned of [[false, false], [false, true], [true, false]] as const) expectSame({ rows: Size.of(rows), columns: Size.of(columns), terms: Size.of(terms), turned }, 1, machine);
  });
}

/** The tile that is chosen for one row times a matrix, with lanes. */
function tileOfRow(columns: number, terms: number): WeighedTile {
  const { body } = productKernel({ rows: Size.of(1), columns: Size.of(columns), terms: Size.of(terms), turned: [false, false] });
  const choices: Choice[] = [];
  body.forEach((s) => tile(s, new Namer(new Set()).fresh, { lanes: 4, registers: 15 }, choices));
  const [choice] = choices;
  if (choice?.kind !== "tile") throw new Error("no tile was chosen");
  return choice.chosen;
}

// Rows of a matrix that lie a power of two apart share few sets of the cache: a line that is not read as a whole is fetched again.
test.each([
  [128, 256],
  [256, 784],
  [120, 400],
])("one row times %i columns of %i terms reads whole lines of the matrix", (columns, terms) => {
  const { lanes, along } = tileOfRow(columns, terms).tile;
  expect(lanes?.kind).toBe("results");
  expect(along.find(({ loop: { index } }) => index === lanes?.loop.index)?.factor).toBeGreaterThanOrEqual(4);
});

test("little work is not worth long code", () => {
  const copies = ({ tile: { along, split } }: WeighedTile): number => along.reduce((product, { factor }) => product * factor, split);
  expect(copies(tileOfRow(12, 8))).toBeLessThanOrEqual(2);
  expect(copies(tileOfRow(256, 784))).toBeGreaterThanOrEqual(8);
});

const lanes: Machine = { lanes: 4, registers: 15 };
const tanh = k.call("tanh", k.mul(real("total"), k.const(1e-3)));

test("functions of sums are the same in loops of their own, for products of all sizes", () => {
  fc.assert(fc.property(products, fc.integer({ min: 1, max: 70 }), (product, N) => void expectSame(product, N, lanes, tanh)), { numRuns: 40 });
});

test("sums wait in memory for functions, a few rows at a time, and for nothing else", () => {
  const product: Product = { rows: Size.of(66), columns: Size.of(256), terms: Size.of(64), turned: [false, false] };
  const waiting = (made?: Expression): boolean => loads(expectSame(product, 1, lanes, made).body, "z");
  expect(waiting(tanh)).toBe(true);
  expect(waiting()).toBe(false);
  // So many columns do not stay in the cache until the last of them is there.
  expect(loads(expectSame({ ...product, rows: Size.of(6), columns: Size.of(4096) }, 1, lanes, tanh).body, "z")).toBe(false);
});

test("a few vectors of functions stand side by side, but not behind a mask", () => {
  const vectors = (value: Expression): number => {
    const at = linear([int("i"), int("j")], [Size.of(8), Size.of(64)]);
    const { fresh } = new Namer(new Set(["x", "y", "i", "j"]));
    let stores = 0;
    walkStatements(tile(loop("i", Size.of(8), [loop("j", Size.of(64), [{ kind: "store", buffer: "y", index: at, value }])]), fresh, lanes), (s) => void (stores += Number(s.kind === "store")));
    return stores;
  };
  const x = k.load("x", "f32", linear([int("i"), int("j")], [Size.of(8), Size.of(64)]), true);
  expect(vectors(k.call("exp", x))).toBe(2);
  expect(vectors(k.call("sqrt", x))).toBe(1);
  expect(vectors(k.select(k.le(int("j"), int("i")), k.call("exp", x), k.const(0)))).toBe(1);
});

/** y[i] = log(the sum of f(x[i, t])), in lanes. */
function logarithms(rows: Size, f: (e: Expression) => Expression): { readonly naive: readonly Statement[]; readonly tiled: readonly Statement[] } {
  const naive = loop("i", rows, [
    { kind: "var", name: "sum", value: k.const(0) },
    loop("t", Size.of(64), [{ kind: "assign", name: "sum", value: k.add(real("sum"), f(k.load("x", "f32", linear([int("i"), int("t")], [rows, Size.of(64)]), true))) }]),
    { kind: "store", buffer: "y", index: int("i"), value: k.call("log", real("sum")) },
  ]);
  const { fresh } = new Namer(new Set(["x", "y", "i", "t", "sum", "N"]));
  return { naive: [naive], tiled: optimize(tile(naive, fresh, lanes), fresh) };
}

test.each([
  ["exponentials", (e: Expression) => k.call("exp", k.mul(e, k.const(0.1)))],
  ["squares", (e: Expression) => k.mul(e, e)],
])("logarithms of sums of %s are computed in lanes, for blocks of rows that are whole vectors", (_, f) => {
  for (const [rows, inLanes] of [[Size.of(64), true], [Size.of(192), true], [Size.of(12), true], [Size.of(7), false], [Size.symbol("N"), false]] as const) {
    const { naive, tiled } = logarithms(rows, f);
    let found = false;
    walkStatements(tiled, (s) => s.kind === "for" && s.lanes && walkBody(s.body, (e) => void (found ||= e.kind === "call" && e.intrinsic === "log")));
    expect(found).toBe(inLanes);
    const made = [naive, tiled].map((body) => {
      const buffers: Kernel["buffers"] = [{ name: "x", dtype: "f32", access: "read", length: rows.mul(64) }, { name: "y", dtype: "f32", access: "read-write", length: rows }];
      const kernel: Kernel = { name: "logarithms", doc: { source: [], equations: [] }, buffers, sizes: [...rows.symbols()], body };
      verifyKernel(kernel);
      return run(kernel, 5)["y"]!;
    });
    made[0]!.forEach((expected, i) => expect(made[1]![i]).toBeCloseTo(expected, 10));
  }
});
