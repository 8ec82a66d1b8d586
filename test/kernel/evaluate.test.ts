import { expect, test } from "vitest";
import { k } from "../../src/kernel/build.ts";
import { evaluate } from "../../src/kernel/evaluate.ts";
import { intrinsics } from "../../src/kernel/intrinsics.ts";
import type { Kernel, Statement } from "../../src/kernel/kernel.ts";
import { philox } from "../../src/kernel/philox.ts";
import { printKernel } from "../../src/kernel/print.ts";
import { verifyKernel } from "../../src/kernel/verify.ts";
import { Size } from "../../src/types/size.ts";

const n = Size.symbol("N");
const i = k.local("i", "i32");

/** y[i] = sum over j <= i of x[j] */
const prefixSums: Kernel = {
  name: "prefix_sums",
  doc: { source: ["a.nnet:1  y = sums(x)"], equations: ["y = sums(x)"] },
  buffers: [
    { name: "x", dtype: "f32", access: "read", length: n },
    { name: "y", dtype: "f32", access: "write", length: n },
  ],
  sizes: ["N"],
  body: [
    {
      kind: "for",
      index: "i",
      from: k.int(0),
      to: k.size(n),
      body: [
        { kind: "var", name: "sum", value: k.const(0) },
        {
          kind: "for",
          index: "j",
          from: k.int(0),
          to: k.size(n),
          body: [
            {
              kind: "if",
              condition: k.le(k.local("j", "i32"), i),
              then: [{ kind: "assign", name: "sum", value: k.add(k.local("sum", "f32"), k.load("x", "f32", k.local("j", "i32"))) }],
            },
          ],
        },
        { kind: "store", buffer: "y", index: i, value: k.local("sum", "f32") },
      ],
    },
  ],
};

test("a kernel is verified, evaluated and printed", () => {
  verifyKernel(prefixSums);
  const y = new Float64Array(4);
  evaluate(prefixSums, { x: Float64Array.of(1, 2, 3, 4), y }, { N: 4 });
  expect([...y]).toEqual([1, 3, 6, 10]);
  expect(printKernel(prefixSums)).toBe(`// a.nnet:1  y = sums(x)
// y = sums(x)
kernel prefix_sums(read x: f32[N], write y: f32[N], size N) {
  for i in 0 .. N {
    var sum: f32 = 0
    for j in 0 .. N {
      if j <= i {
        sum = sum + x[j]
      }
    }
    y[i] = sum
  }
}
`);
});

test("an access outside of a buffer names the kernel", () => {
  const beyond = { ...prefixSums, body: [storeAt(k.size(n))] };
  const memory = new Float64Array(9);
  expect(() => evaluate(beyond, { x: memory, y: memory }, { N: 4 })).toThrow("prefix_sums: y[4] is outside of its 4 elements");
  expect(() => evaluate(prefixSums, { x: memory, y: new Float64Array(3) }, { N: 4 })).toThrow("prefix_sums: the buffer y holds 3 of 4 elements");
});

test("the verifier refuses what is wrong", () => {
  const wrong: readonly [Partial<Kernel>, string][] = [
    [{ body: [storeAt(i)] }, "i is used before it is defined"],
    [{ body: [{ kind: "store", buffer: "x", index: k.int(0), value: k.const(1) }] }, "x is stored to but only readable"],
    [{ body: [{ kind: "store", buffer: "z", index: k.int(0), value: k.const(1) }] }, "no buffer is called z"],
    [{ body: [{ kind: "store", buffer: "y", index: k.int(0), value: k.int(1) }] }, "const has type i32, not f32"],
    [{ body: [{ kind: "store", buffer: "y", index: k.int(0), value: k.load("y", "f32", k.int(0)) }] }, "y is loaded from but only writable"],
    [{ body: [{ kind: "let", name: "a", value: k.int(1) }, { kind: "let", name: "a", value: k.int(2) }] }, "a is defined twice"],
    [{ body: [{ kind: "let", name: "a", value: k.int(1) }, { kind: "assign", name: "a", value: k.int(2) }] }, "a is assigned but is no var in scope"],
    [{ sizes: [] }, "it declares the sizes [] but uses [N]"],
    [{ name: "a b" }, '"a b" is not a legal name'],
    [{ body: [{ kind: "let", name: "a", value: { kind: "binary", type: "f32", operator: "add", left: k.int(1), right: k.const(1) } }] }, "add has operands of types i32 and f32"],
  ];
  for (const [change, message] of wrong) expect(() => verifyKernel({ ...prefixSums, sizes: change.body ? [] : ["N"], ...change })).toThrow(message);
});

test("random words are those of the reference implementation of Philox4x32-10", () => {
  // Random123's known answers: counter and key all zero, all ones.
  expect(philox(0, 0, 0, 0).map((w) => w.toString(16))).toEqual(["6627e8d5", "e169c58d"]);
  const uniform = Array.from({ length: 4000 }, (_, index) => intrinsics.random_uniform(7, 1, 3, index));
  const normal = Array.from({ length: 4000 }, (_, index) => intrinsics.random_normal(7, 1, 3, index));
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;
  expect(uniform.every((u) => u >= 0 && u < 1)).toBe(true);
  expect(Math.abs(mean(uniform) - 0.5)).toBeLessThan(0.02);
  expect(Math.abs(mean(normal.map((z) => z * z)) - 1)).toBeLessThan(0.1);
});

test("erf is exact to the last bits; halves round to even", () => {
  // Abramowitz and Stegun, table 7.1, and mpmath.
  for (const [x, y] of [[0.5, 0.5204998778130465], [1, 0.8427007929497149], [2, 0.9953222650189527], [3, 0.9999779095030014], [-1.5, -0.9661051464753108]] as const) {
    expect(Math.abs(intrinsics.erf(x) - y)).toBeLessThan(3e-16);
  }
  expect([0.5, 1.5, 2.5, -0.5, -1.5, 1.2].map((x) => intrinsics.round(x) + 0)).toEqual([0, 2, 2, 0, -2, 1]);
});

function storeAt(index: Parameters<typeof k.add>[0]): Statement {
  return { kind: "store", buffer: "y", index, value: k.const(1) };
}
