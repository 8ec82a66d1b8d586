import { expect, test } from "vitest";
import { k, linear } from "../../src/kernel/build.ts";
import { collapse } from "../../src/kernel/collapse.ts";
import { shareExpressions } from "../../src/kernel/cse.ts";
import { flattenLoops } from "../../src/kernel/flatten.ts";
import { hoist } from "../../src/kernel/hoist.ts";
import type { Expression, Statement } from "../../src/kernel/kernel.ts";
import { printKernel } from "../../src/kernel/print.ts";
import { tidy } from "../../src/kernel/tidy.ts";
import { unrollAndJam } from "../../src/kernel/unroll.ts";
import { Size } from "../../src/types/size.ts";

const n = Size.symbol("N");
const int = (name: string): Expression => k.local(name, "i32");
const real = (name: string): Expression => k.local(name, "f32");
const x = (...index: Expression[]): Expression => k.load("x", "f32", index.length === 2 ? linear(index, [n, 7]) : index[0]!);
const store = (index: Expression, value: Expression): Statement => ({ kind: "store", buffer: "y", index, value });
const loop = (index: string, to: number | Size, ...body: Statement[]): Statement & { kind: "for" } => ({ kind: "for", index, from: k.int(0), to: k.size(to), body });
const define = (name: string, value: Expression): Statement => ({ kind: "let", name, value });

function fresh() {
  const taken = new Set<string>();
  return (hint: string): string => {
    let name = hint;
    for (let i = 2; taken.has(name); i++) name = `${hint}${i}`;
    taken.add(name);
    return name;
  };
}

function text(body: readonly Statement[]): string {
  const printed = printKernel({ name: "", doc: { source: [], equations: [] }, buffers: [], sizes: [], body });
  return printed.split("\n").slice(1, -2).map((line) => line.slice(2)).join("\n");
}

test("hoist moves what a loop does not change, but no load out of a condition", () => {
  const body = [loop("n", n, loop("j", 7, store(linear([int("n"), int("j")], [n, 7]), k.mul(x(int("n")), k.select(k.gt(int("j"), k.int(2)), x(k.add(int("n"), k.int(9))), k.const(0))))))];
  expect(text(hoist(body, fresh()))).toBe(`for n in 0 .. N {
  let y_row: i32 = n * 7
  let x_value: f32 = x[n]
  let x_row: i32 = n + 9
  for j in 0 .. 7 {
    y[y_row + j] = x_value * (j > 2 ? x[x_row] : 0)
  }
}`);
});

test("hoist leaves what the loop stores to", () => {
  const body = [loop("j", 7, store(int("j"), k.add(k.load("y", "f32", k.int(0)), k.const(1))))];
  expect(text(hoist(body, fresh()))).toBe("for j in 0 .. 7 {\n  y[j] = y[0] + 1\n}");
});

test("equal expressions are computed once, until a store changes them", () => {
  const twice = k.mul(x(int("i")), x(int("i")));
  const body = [loop("i", 7, store(int("i"), twice), store(k.int(0), k.load("y", "f32", int("i"))), store(k.int(1), k.load("y", "f32", int("i"))))];
  expect(text(tidy(shareExpressions(body, fresh())))).toBe(`for i in 0 .. 7 {
  let x_value: f32 = x[i]
  y[i] = x_value * x_value
  y[0] = y[i]
  y[1] = y[i]
}`);
});

test("what is computed in any case is shared with the branches of a condition; what may not be is not", () => {
  const e = k.call("exp", x(int("i")));
  const logistic = k.div(k.select(k.ge(x(int("i")), k.const(0)), k.const(1), e), k.add(k.const(1), e));
  expect(text(tidy(shareExpressions([loop("i", 7, store(int("i"), logistic))], fresh())))).toBe(`for i in 0 .. 7 {
  let x_value: f32 = x[i]
  let exp_value: f32 = exp(x_value)
  y[i] = (x_value >= 0 ? 1 : exp_value) / (1 + exp_value)
}`);
  const either = k.select(k.lt(real("a"), k.const(0)), k.mul(e, k.const(2)), k.select(k.lt(real("b"), k.const(0)), e, k.const(0)));
  expect(text(tidy(shareExpressions([loop("i", 7, store(int("i"), either))], fresh())))).toBe(`for i in 0 .. 7 {
  y[i] = a < 0 ? exp(x[i]) * 2 : b < 0 ? exp(x[i]) : 0
}`);
});

test("names that are used once go, but no load moves behind a store", () => {
  const old = k.load("y", "f32", int("i"));
  const body = [
    loop("i", 7, define("a", old), define("b", old), define("unused", x(int("i"))), store(int("i"), k.mul(real("b"), k.const(2))), store(k.int(0), real("a"))),
  ];
  expect(text(tidy(body))).toBe(`for i in 0 .. 7 {
  let a: f32 = y[i]
  y[i] = y[i] * 2
  y[0] = a
}`);
});

test("two loops become one only where the second goes on", () => {
  const at = linear([int("n"), int("j")], [n, 7]);
  expect(text(collapse([loop("n", n, loop("j", 7, store(at, k.neg(x(int("n"), int("j"))))))]))).toBe("for j in 0 .. 7*N {\n  y[j] = -x[j]\n}");
  const apart = [loop("n", n, loop("j", 7, store(at, x(int("j")))))];
  expect(collapse(apart)).toEqual(apart);
  const short = [loop("n", n, loop("j", 6, store(at, k.const(0))))];
  expect(collapse(short)).toEqual(short);
});

test("short loops are written out, single turns too", () => {
  const body = [loop("i", 1, loop("j", 2, store(k.add(int("i"), int("j")), k.const(1))))];
  expect(text(flattenLoops(body))).toBe("y[0] = 1\ny[1] = 1");
});

test("unroll and jam: inner loops run once for several turns of the outer one, the rest behind", () => {
  const outer = loop(
    "i",
    n,
    { kind: "var", name: "sum", value: k.const(0) },
    loop("k", 7, { kind: "assign", name: "sum", value: k.add(real("sum"), x(int("i"), int("k"))) }),
    store(int("i"), real("sum")),
  );
  expect(text(unrollAndJam(outer, 2, fresh()) ?? [])).toBe(`for i2 in 0 .. floor(N/2) {
  var sum_0: f32 = 0
  var sum_1: f32 = 0
  for k in 0 .. 7 {
    sum_0 = sum_0 + x[i2 * 14 + k]
    sum_1 = sum_1 + x[i2 * 14 + 7 + k]
  }
  y[i2 * 2] = sum_0
  y[i2 * 2 + 1] = sum_1
}
for i in 2*floor(N/2) .. N {
  var sum: f32 = 0
  for k in 0 .. 7 {
    sum = sum + x[i * 7 + k]
  }
  y[i] = sum
}`);
  const triangle = loop("i", 8, { kind: "for", index: "k", from: k.int(0), to: int("i"), body: [store(int("k"), k.const(0))] });
  expect(unrollAndJam(triangle, 2, fresh())).toBeUndefined();
});

test("unroll and jam: what is left over goes side by side too where its number is known, and copies follow each other behind the last loop", () => {
  const outer = loop(
    "i",
    5,
    { kind: "var", name: "sum", value: k.const(0) },
    loop("k", 7, { kind: "assign", name: "sum", value: k.add(real("sum"), x(int("i"), int("k"))) }),
    define("bias", x(k.int(0))),
    define("total", k.add(real("sum"), real("bias"))),
    store(int("i"), k.mul(real("total"), real("total"))),
  );
  const name = fresh();
  for (const taken of ["sum", "bias", "total"]) name(taken);
  expect(text(unrollAndJam(outer, 3, name, true) ?? [])).toBe(`var sum_0: f32 = 0
var sum_1: f32 = 0
var sum_2: f32 = 0
for k in 0 .. 7 {
  sum_0 = sum_0 + x[k]
  sum_1 = sum_1 + x[k + 7]
  sum_2 = sum_2 + x[k + 14]
}
let bias: f32 = x[0]
let total_0: f32 = sum_0 + bias
y[0] = total_0 * total_0
let total_1: f32 = sum_1 + bias
y[1] = total_1 * total_1
let total_2: f32 = sum_2 + bias
y[2] = total_2 * total_2
var sum2_0: f32 = 0
var sum2_1: f32 = 0
for k in 0 .. 7 {
  sum2_0 = sum2_0 + x[k + 21]
  sum2_1 = sum2_1 + x[k + 28]
}
let bias2: f32 = x[0]
let total2_0: f32 = sum2_0 + bias2
y[3] = total2_0 * total2_0
let total2_1: f32 = sum2_1 + bias2
y[4] = total2_1 * total2_1`);
});

test("a divisor that a loop does not change is divided by once, but not for the lanes of one vector, and no constant", () => {
  const scaled = (...divisors: Expression[]): Statement => store(int("j"), divisors.reduce((value, divisor) => k.div(value, divisor), x(int("j"))));
  expect(text(hoist([loop("j", 7, scaled(k.add(real("s"), k.const(1)), k.const(3)))], fresh()))).toBe(`let factor: f32 = 1 / (s + 1)
for j in 0 .. 7 {
  y[j] = x[j] * factor / 3
}`);
  expect(text(hoist([{ ...loop("j", 4, scaled(real("s"))), lanes: true }], fresh()))).toBe("lanes j in 0 .. 4 {\n  y[j] = x[j] / s\n}");
  const whole = store(int("j"), k.div(int("j"), int("m")));
  expect(text(hoist([loop("j", 7, whole)], fresh()))).toBe("for j in 0 .. 7 {\n  y[j] = j / m\n}");
});
