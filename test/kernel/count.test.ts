import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { targets } from "../../src/emit/targets.ts";
import { k } from "../../src/kernel/build.ts";
import { elementBytes, workOf } from "../../src/kernel/count/count.ts";
import { evaluate } from "../../src/kernel/evaluate.ts";
import type { Kernel, Statement } from "../../src/kernel/kernel.ts";
import { Size } from "../../src/types/size.ts";

/** What running a kernel really does: every access, and the distinct elements. Reals are 0; whole numbers point at all rows of the tables. */
function observed(kernel: Kernel, sizes: Readonly<Record<string, number>>) {
  const counts = { loads: 0, stores: 0, read: 0, written: 0 };
  const buffers = kernel.buffers.map(({ name, dtype, length }) => {
    const [read, written] = [new Set<string>(), new Set<string>()];
    const data = new Proxy(Float64Array.from({ length: length.evaluate(sizes) }, (_, i) => (dtype === "i32" ? i % 3 : 0)), {
      get(target, key) {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof key !== "string" || !/^\d+$/.test(key)) return value;
        counts.loads += 1;
        // What the kernel wrote itself need not come from memory.
        if (!written.has(key)) read.add(key);
        return value;
      },
      set(target, key, value) {
        counts.stores += 1;
        written.add(String(key));
        return Reflect.set(target, key, value, target);
      },
    });
    return { name, data, read, written };
  });
  evaluate(kernel, Object.fromEntries(buffers.map(({ name, data }) => [name, data])), sizes);
  for (const { read, written } of buffers) [counts.read, counts.written] = [counts.read + read.size, counts.written + written.size];
  return counts;
}

const inputs: Readonly<Record<string, string>> = {
  dense: "input x: [N, 6]\n  input y: index(3)[N]\n  logits = x |> Dense(7) |> relu |> Dense(3)",
  convolutions: "input x: [N, 9, 9, 2]\n  input y: index(3)[N]\n  logits = x |> Conv(5, 3, pad: same) |> BatchNorm |> relu |> max_pool(2) |> Conv(4, 2, stride: 2) |> flatten |> Dense(3)",
  recurrent: "input x: index(3)[N, T]\n  input y: index(3)[N, T]\n  logits = x |> Embedding(4) |> LSTM(6) |> Dense(3)",
  attention:
    "input x: [N, 5, 8]\n  input y: index(3)[N, 5]\n  score[n, q, s] = sum[d] x[n, q, d] * x[n, s, d]\n  weight[n, q, s] = softmax[s](score[n, q, s], where: s <= q)\n" +
    "  mixed[n, q, d] = sum[s] weight[n, q, s] * x[n, s, d]\n  logits = mixed |> LayerNorm |> Dense(3)",
};

function kernelsOf(network: string, target: string): readonly Kernel[] {
  const text = `model M {\n  ${inputs[network]}\n  loss nll = cross_entropy(logits, y)\n  train { minimize nll using adam(lr: 1e-3) clip norm(5) batch 4 epochs 1 }\n}\n`;
  const { plans, diagnostics } = compile({ name: "m.nnet", text }, { load: () => undefined, target: targets.get(target)! });
  if (!plans[0]) throw new Error(diagnostics[0]?.message);
  return plans[0].kernels;
}

for (const target of ["ts", "wasm"])
  for (const network of Object.keys(inputs))
    test(`${network}, ${target}: what is counted is what happens`, () => {
      const sizes = { N: 4, T: 5, t: 2 };
      const all = { counted: { loads: 0, stores: 0, read: 0, written: 0 }, seen: { loads: 0, stores: 0, read: 0, written: 0 } };
      const kernels = kernelsOf(network, target);
      expect(kernels.length).toBeGreaterThan(5);
      for (const kernel of kernels) {
        const { flops: _, read, written, ...work } = workOf(kernel, sizes);
        const counted = { ...work, read: read / elementBytes, written: written / elementBytes };
        const seen = observed(kernel, sizes);
        for (const key of ["loads", "stores", "read", "written"] as const) {
          // Conditions are counted as if they held.
          expect(counted[key], `${kernel.name}: ${key}`).toBeGreaterThanOrEqual(seen[key]);
          all.counted[key] += counted[key];
          all.seen[key] += seen[key];
        }
      }
      expect(all.counted.stores).toBe(all.seen.stores);
      expect(all.counted.written).toBe(all.seen.written);
      expect(all.counted.read / all.seen.read).toBeLessThan(1.1);
    });

const local = (name: string) => k.local(name, "i32");
const loop = (index: string, from: ReturnType<typeof k.int>, to: ReturnType<typeof k.int>, body: readonly Statement[]): Statement => ({ kind: "for", index, from, to, body });
const kernel = (buffers: Kernel["buffers"], body: readonly Statement[], sizes: readonly string[] = []): Kernel => ({ name: "probe", doc: { source: [], equations: [] }, buffers, sizes, body });

test("loops whose bounds come from other loops: a triangle, and a window that is cut off at both ends", () => {
  const sum: Statement = { kind: "store", buffer: "y", index: k.int(0), value: k.add(k.load("y", "f32", k.int(0)), k.load("x", "f32", local("j"))) };
  const buffers = [
    { name: "x", dtype: "f32", access: "read", length: Size.of(10) },
    { name: "y", dtype: "f32", access: "read-write", length: Size.of(1) },
  ] as const;
  const triangle = kernel(buffers, [loop("i", k.int(0), k.int(10), [loop("j", k.int(0), k.add(local("i"), k.int(1)), [sum])])]);
  expect(workOf(triangle, {})).toEqual({ flops: 55, loads: 110, stores: 55, read: 44, written: 4 });
  // The bounds have names of their own.
  const first: Statement = { kind: "let", name: "first", value: k.max(k.int(0), k.sub(local("i"), k.int(1))) };
  const window = kernel(buffers, [loop("i", k.int(0), k.int(10), [first, loop("j", local("first"), k.min(k.int(10), k.add(local("i"), k.int(2))), [sum])])]);
  expect(workOf(window, {}).flops).toBe(8 * 3 + 2 * 2);
});

test("functions, comparisons and negations are one operation each, whole numbers none, of a choice the larger branch counts", () => {
  const x = k.load("x", "f32", k.mod(local("i"), k.int(2)));
  const value = k.select(k.gt(x, k.const(0)), k.call("exp", k.neg(x)), x);
  const buffers = [
    { name: "x", dtype: "f32", access: "read", length: Size.of(2) },
    { name: "y", dtype: "f32", access: "write", length: Size.of(8) },
  ] as const;
  expect(workOf(kernel(buffers, [loop("i", k.int(0), k.int(8), [{ kind: "store", buffer: "y", index: local("i"), value }])]), {})).toEqual({ flops: 24, loads: 16, stores: 8, read: 8, written: 32 });
});

test("a position of a scan reads a slab of what is stacked, a table of which rows are looked up no more rows than look-ups", () => {
  const n = Size.symbol("N");
  const buffers = [
    { name: "stack", dtype: "f32", access: "read", length: Size.symbol("T").mul(n) },
    { name: "table", dtype: "f32", access: "read", length: Size.of(1000) },
    { name: "id", dtype: "i32", access: "read", length: n },
    { name: "y", dtype: "f32", access: "write", length: n.mul(10) },
  ] as const;
  const at = k.add(k.mul(k.size(Size.symbol("t")), k.size(n)), local("i"));
  const row = k.add(k.mul(k.load("id", "i32", local("i")), k.int(10)), local("j"));
  const store: Statement = { kind: "store", buffer: "y", index: k.add(k.mul(local("i"), k.int(10)), local("j")), value: k.mul(k.load("stack", "f32", at), k.load("table", "f32", row)) };
  const work = workOf(kernel(buffers, [loop("i", k.int(0), k.size(n), [loop("j", k.int(0), k.int(10), [store])])], ["N", "t"]), { N: 7, T: 20, t: 3 });
  expect(work).toEqual({ flops: 70, loads: 210, stores: 70, read: 4 * (7 + 7 + 70), written: 4 * 70 });
});

test("the workloads' matrix products have the operations that they must have, whatever the tile", () => {
  const text = readFileSync(new URL("../../bench/workloads/mlp.nnet", import.meta.url), "utf8");
  for (const target of targets.values()) {
    const { plans } = compile({ name: "mlp.nnet", text }, { load: () => undefined, sizes: { N: 64 }, target });
    const [plan] = plans;
    const program = plan!.programs.find((p) => p.name === "evaluate")!;
    const flops = program.steps.reduce((sum, step) => sum + (step.kind === "loop" ? 0 : workOf(step.kernel, {}).flops), 0);
    const products = 2 * 64 * (784 * 256 + 256 * 128 + 128 * 10);
    expect(flops / products).toBeGreaterThan(1);
    expect(flops / products).toBeLessThan(1.01);
  }
});
