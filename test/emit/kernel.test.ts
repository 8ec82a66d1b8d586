import { expect, test } from "vitest";
import { RuntimeUse } from "../../src/emit/inline.ts";
import { hoist } from "../../src/emit/typescript/hoist.ts";
import { kernelText } from "../../src/emit/typescript/kernel.ts";
import { k } from "../../src/kernel/build.ts";
import { evaluate } from "../../src/kernel/evaluate.ts";
import type { Expression, Kernel } from "../../src/kernel/kernel.ts";
import { mapStatement, substitute } from "../../src/kernel/visit.ts";
import { verifyKernel } from "../../src/kernel/verify.ts";
import { buffer, kernel, loop, N, store } from "./plans.ts";
import { generator, randomKernel } from "./random-kernel.ts";
import { load } from "./run.ts";

const size = 5;
const given = {
  a: Float32Array.of(0.5, -1.5, 2.5, -0, 1e-3),
  b: Int32Array.of(3, -2, 0, 7, -5),
  c: Int32Array.of(1, 0, 0, 1, 1),
};
const names = ["f", "g", "h"] as const;

function evaluated(kernel: Kernel): number[][] {
  const buffers = Object.fromEntries([...Object.entries(given), ...names.map((name) => [name, new Float64Array(size)] as const)].map(([name, data]) => [name, Float64Array.from(data)]));
  evaluate(kernel, buffers, { N: size });
  // A store rounds to the type of its buffer.
  return [[...Float32Array.from(buffers["f"]!)], [...Int32Array.from(buffers["g"]!)], [...buffers["h"]!]];
}

/** Many kernels in one module, for speed. */
async function emitted(kernels: readonly Kernel[]): Promise<number[][][]> {
  const runtime = new RuntimeUse();
  const texts = kernels.map((kernel, i) => `export ${kernelText({ ...kernel, doc: { source: [], equations: [] } }, `kernel${i}`, runtime)}`);
  const module = await load([...texts, ...runtime.texts()].join("\n"));
  return kernels.map((_, i) => {
    const run = module[`kernel${i}`];
    if (typeof run !== "function") throw new Error("no function");
    const results = [new Float32Array(size), new Int32Array(size), new Int32Array(size)] as const;
    run(size, given.a, given.b, given.c, ...results);
    return results.map((values) => [...values]);
  });
}

const cases = 400;
const kernels = Array.from({ length: cases }, (_, seed) => randomKernel(generator(seed)));

test("emitted kernels give what the evaluator gives, to the bit", async () => {
  const results = await emitted(kernels);
  let compared = 0;
  kernels.forEach((kernel, i) => {
    expect(results[i], `kernel ${i}`).toEqual(evaluated(kernel));
    compared++;
  });
  expect(compared).toBe(cases);
});

test("hoisting changes no value", () => {
  let moved = 0;
  kernels.forEach((kernel, i) => {
    const after = hoist(kernel);
    verifyKernel(after);
    expect(evaluated(after), `kernel ${i}`).toEqual(evaluated(kernel));
    if (JSON.stringify(after) !== JSON.stringify(kernel)) moved++;
  });
  expect(moved).toBeGreaterThan(cases / 4);
});

test("planted bug: a division that truncates is caught", async () => {
  const truncating = (e: Expression): Expression =>
    substitute(e, (part) =>
      part.kind === "binary" && part.operator === "div" && part.type === "i32"
        ? k.convert(k.div(k.convert(truncating(part.left), "f32"), k.convert(truncating(part.right), "f32")), "i32")
        : undefined,
    );
  const block = (body: Kernel["body"]): Kernel["body"] => body.map((s) => mapStatement(s, truncating, block));
  const results = await emitted(kernels.map((kernel) => ({ ...kernel, body: block(kernel.body) })));
  expect(kernels.filter((kernel, i) => JSON.stringify(results[i]) !== JSON.stringify(evaluated(kernel))).length).toBeGreaterThan(0);
});

const n = k.local("n", "i32");
const i = k.local("i", "i32");

test("a kernel reads as if it had been written by hand", () => {
  const acc = k.local("acc", "f32");
  const H = k.size(N.add(1).floorDiv(2));
  const x = k.load("x", "f32", k.add(k.add(k.mul(n, k.int(784)), k.mul(i, k.int(28))), k.local("j", "i32")));
  const dense = kernel(
    "dense",
    [buffer("x", "read", N.mul(784)), buffer("flag", "read", N, "bool"), buffer("y", "write", N)],
    [
      loop("n", N, [
        { kind: "var", name: "acc", value: k.const(0) },
        { kind: "for", index: "i", from: k.int(0), to: H, body: [loop("j", 28, [{ kind: "assign", name: "acc", value: k.add(acc, k.call("exp", k.neg(x))) }])] },
        { kind: "if", condition: k.not(k.load("flag", "bool", n)), then: [store("y", k.mod(n, k.int(4)), k.max(k.const(0), k.div(acc, k.convert(k.add(k.div(n, k.int(2)), k.int(1)), "f32"))))] },
      ]),
    ],
    ["y[n] = sum[i, j] exp(-x[n, i, j]) */ alert(1)"],
  );
  expect(kernelText(dense, "dense", new RuntimeUse())).toBe(`// linear.nnet:3  y = x * w
//   y[n] = sum[i, j] exp(-x[n, i, j]) * / alert(1)
function dense(N: number, x: Float32Array, flag: Int32Array, y: Float32Array): void {
  const size1 = Math.floor((N + 1) / 2);
  for (let n = 0; n < N; n++) {
    let acc = 0;
    const at1 = n * 784;
    for (let i = 0; i < size1; i++) {
      const at2 = at1 + i * 28;
      for (let j = 0; j < 28; j++) {
        acc += Math.exp(-x[at2 + j]!);
      }
    }
    if (flag[n]! === 0) {
      y[n % 4] = Math.max(0, acc / ((n / 2 | 0) + 1));
    }
  }
}`);
});
