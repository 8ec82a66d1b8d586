import { expect, test } from "vitest";
import { compile, compileFor } from "../../src/compile.ts";
import { targets } from "../../src/emit/targets.ts";
import { loadModule } from "../../src/train/load.ts";
import type { Plan, Variant } from "../../src/schedule/plan.ts";
import { disagreement } from "./support.ts";

const source = {
  name: "pooled.nnet",
  text: `
model Pooled {
  input x: [N, 8, 8, 1]
  input y: index(3)[N]
  logits = x |> Conv(6, 3, pad: 1) |> relu |> avg_pool(2) |> Dropout(0.2) |> flatten |> Dense(3)
  output p = softmax(logits)
  loss nll = cross_entropy(logits, y)
  metric accuracy = accuracy(logits, y)
  train { minimize nll using adam(lr: 0.01) batch 8 }
}
`,
};
const target = targets.get("wasm")!;
const options = { load: () => undefined, target };
const open = compile(source, options);
const wanted = (name: string): boolean => name === "train" || name === "evaluate";
const compiled = { plan: open.plans[0]!, module: open.modules[0]! };
const both = compileFor(compiled, source, { N: 8 }, { ...options, programs: wanted });

const variants = (plan: Plan): readonly Variant[] => plan.programs.flatMap((program) => program.variants ?? []);

test("programs that gain by it have a variant for sizes that are known, and share what is equal", () => {
  expect(variants(open.plans[0]!)).toEqual([]);
  expect(variants(both).map(({ name, sizes }) => [name, sizes])).toEqual(expect.arrayContaining([["train", { N: 8 }]]));
  expect(variants(both).every(({ name }) => wanted(name))).toBe(true);
  const fixed = compile(source, { ...options, sizes: { N: 8 } }).plans[0]!;
  // The updates of parameters do not depend on the batch.
  expect(both.kernels.length).toBeLessThan(open.plans[0]!.kernels.length + fixed.kernels.length - 3);
});

test("each call runs the program for its size, and computes what the graph does", () => {
  const { modules: [module] } = open;
  for (const N of [5, 8, 9]) for (const graph of module!.programs.filter(({ name }) => wanted(name))) expect(disagreement(module!, graph, { N }, both), `${graph.name}, N = ${N}`).toBeUndefined();
});

test("planted bug: a variant that is run for another size", () => {
  const { modules: [module] } = open;
  const wrong: Plan = { ...both, programs: both.programs.map((program) => ({ ...program, ...(program.variants && { variants: program.variants.map((variant) => ({ ...variant, sizes: { N: 9 } })) }) })) };
  const train = module!.programs.find(({ name }) => name === "train")!;
  expect(disagreement(module!, train, { N: 9 }, wrong)).toBeDefined();
});

test("sizes that do not fit the model, that it does not have, or by which nothing gains leave the plan as it is", () => {
  const { plan } = compiled;
  expect(compileFor(compiled, source, { N: 3 }, options)).toBe(plan);
  expect(compileFor(compiled, source, { M: 8 }, options)).toBe(plan);
  expect(compileFor(compiled, { ...source, text: source.text.replace("[N, 8, 8, 1]", "[N, 1, 1, 1]") }, { N: 8 }, options)).toBe(plan);
  const plain = { load: () => undefined, target: targets.get("ts")! };
  expect(compileFor(compiled, source, { N: 8 }, plain)).toBe(plan);
});

const numbers = (length: number, from: number): Float32Array => Float32Array.from({ length }, (_, i) => ((i * 37 + from * 11) % 101) / 101 - 0.5);
const batchOf = (n: number, from: number) => ({ x: numbers(64 * n, from), y: Int32Array.from({ length: n }, (_, i) => (i * 5 + from) % 3) });

test("a module trains batches of both kinds as one without variants does, and goes on after a save bit for bit", async () => {
  for (const emitted of [targets.get("wasm")!, targets.get("ts")!]) {
    const [plain, made] = await Promise.all([open.plans[0]!, both].map((plan) => loadModule(emitted.emit(plan), "Pooled")));
    const create = (from: typeof plain) => from!.create({ N: 8, seed: 3, ...(emitted.name === "wasm" && { relaxed: false }) });
    const [a, b, c] = [await create(plain), await create(made), await create(made)];
    const lengths = [8, 8, 5, 8, 1, 8];
    const losses = (model: typeof a, from: number, to: number) => lengths.slice(from, to).map((n, i) => model.train(batchOf(n, from + i))["nll"] as number);
    const [first, second] = [losses(a, 0, 6), losses(b, 0, 6)];
    first.forEach((loss, i) => expect(second[i]).toBeCloseTo(loss, 5));
    losses(c, 0, 3);
    const again = await create(made);
    again.load(c.save());
    expect(losses(again, 3, 6)).toEqual(second.slice(3));
    expect(again.save()).toEqual(b.save());
    // Each may load what the other saved, and calls of any size give their results.
    a.load(b.save());
    for (const n of [8, 3]) expect(b.evaluate(batchOf(n, 9))["nll"]).toBeCloseTo(a.evaluate(batchOf(n, 9))["nll"] as number, 5);
    expect((b.predict({ x: numbers(64 * 8, 4) })["p"] as Float32Array).length).toBe(24);
  }
});
