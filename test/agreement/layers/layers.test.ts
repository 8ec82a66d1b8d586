import { expect, test } from "vitest";
import { targets } from "../../../src/emit/targets.ts";
import type { Module } from "../../../src/graph/graph.ts";
import { interpret } from "../../../src/interpret/interpret.ts";
import type { NdArray } from "../../../src/ops/op.ts";
import { optimize } from "../../../src/compile.ts";
import { schedule } from "../../../src/schedule/schedule.ts";
import { loadModule } from "../../../src/train/load.ts";
import { readSafetensors } from "../../../src/runtime/safetensors.ts";
import { saveTensors, type StoredTensor } from "../../../src/runtime/state.ts";
import { distance, families, modelOf, valueOf, type Case } from "./family.ts";

type Results = Map<string, ArrayLike<number>>;

/** Only the program that the case is about: `train`, or `predict` where nothing is trained. */
function programOf(module: Module): Module {
  const name = module.phases.length > 0 ? "train" : "predict";
  return optimize({ ...module, programs: module.programs.filter((program) => program.name === name) });
}

function storagesOf(module: Module, item: Case): Map<string, NdArray> {
  const stored = (role: string): boolean => role === "param" || role === "state";
  return new Map(
    module.storages.map(({ name, type, role }) => {
      // A running average begins as its parameter.
      const average = name.endsWith("/average");
      const value = valueOf(average ? name.slice(0, -"/average".length) : name, type, item);
      return [name, average || stored(role) ? value : { shape: value.shape, data: new Float64Array(value.data.length) }];
    }),
  );
}

/** As the scripts name them: `out`, `d NAME` (from the step of `sgd(lr: 1)`), `new NAME` for what is stored afterwards. */
function named(results: Iterable<readonly [string, ArrayLike<number>]>, before: Map<string, NdArray>, after: Results): Results {
  const all: Results = new Map([...results].map(([name, value]) => [name.replace(/^d_/, "d "), value]));
  for (const [name, value] of after) {
    all.set(`new ${name}`, value);
    all.set(`d ${name}`, before.get(name)!.data.map((old, i) => old - value[i]!));
  }
  return all;
}

/** Runs the case's program in f64, as often as it says. */
function interpreted(module: Module, item: Case): Results {
  const storages = storagesOf(module, item);
  const before = new Map(storages);
  const inputs = Object.fromEntries(module.inputs.map(({ name, type }) => [name, valueOf(name, type, item)]));
  const steps = Number(item.options["steps"] ?? 1);
  for (let step = 1; ; step++) {
    const { results, updates } = interpret(module.programs[0]!, { inputs, storages, sizes: item.sizes });
    for (const [name, value] of updates) storages.set(name, value);
    if (step === steps) return named([...results].map(([name, { data }]) => [name, data]), before, new Map([...storages].map(([name, { data }]) => [name, data])));
  }
}

/** The same with the generated module, in f32. */
async function generated(module: Module, item: Case): Promise<Results> {
  const full = optimize(module);
  const model = await (await loadModule(targets.get("ts")!.emit(schedule(full)), module.name)).create(item.sizes);
  const before = storagesOf(module, item);
  const tensors = [...readSafetensors(model.save())].map(([name, tensor]): StoredTensor => {
    const data = tensor.dtype === "F32" ? Float32Array.from(before.get(name)!.data) : new Int32Array(tensor.bytes.slice().buffer);
    return { name, shape: tensor.shape, data };
  });
  model.load(saveTensors(tensors, {}));
  const inputs = Object.fromEntries(module.inputs.map(({ name, type }) => [name, valueOf(name, type, item).data]));
  const call = (): Record<string, number | ArrayLike<number>> => (module.phases.length > 0 ? model.train(inputs, { sizes: item.sizes }) : model.predict(inputs, { sizes: item.sizes }));
  let results = call();
  for (let step = 2; step <= Number(item.options["steps"] ?? 1); step++) results = call();
  const after: Results = new Map([...readSafetensors(model.save())].filter(([, { dtype }]) => dtype === "F32").map(([name, { bytes }]) => [name, new Float32Array(bytes.slice().buffer)]));
  return named(Object.entries(results).map(([name, value]) => [name, typeof value === "number" ? [value] : value]), before, after);
}

function compare(actual: Results, item: Case, bound: number, what: string): number {
  const expected = Object.entries(item.results);
  for (const [name, projection] of expected) {
    const value = actual.get(name);
    expect(value, `${what} has no ${name}`).toBeDefined();
    expect(distance(value!, projection), `${what}: ${name} of ${JSON.stringify(item.options)} ${JSON.stringify(item.sizes)}`).toBeLessThan(bound);
  }
  return expected.length;
}

test.each([...families])("%s: outputs and gradients equal PyTorch's to 1e-10 in f64", (name, family) => {
  let compared = 0;
  for (const item of family.cases) {
    compared += compare(interpreted(programOf(modelOf(family, item)), item), item, 1e-10, `${name} ${item.number}`);
  }
  expect(compared).toBeGreaterThanOrEqual(family.cases.length);
  expect(family.cases.length).toBeGreaterThanOrEqual(10);
});

const large = [...families].filter(([, { cases }]) => cases.length >= 30);

test.each(large)("%s: the generated module is within 1e-5 of them in f32", async (name, family) => {
  const item = family.cases[1]!;
  compare(await generated(modelOf(family, item), item), item, 1e-5, `${name} ${item.number}`);
});

test("a result that is off by one part in a million, in one element, is noticed", () => {
  const family = families.get("lstm")!;
  const item = family.cases[2]!;
  const right = interpreted(programOf(modelOf(family, item)), item);
  const out = Float64Array.from(right.get("out")!);
  expect(distance(out, item.results["out"]!)).toBeLessThan(1e-10);
  out[0]! *= 1 + 1e-6;
  expect(distance(out, item.results["out"]!)).toBeGreaterThan(1e-10);
});
