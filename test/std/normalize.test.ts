import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { noise } from "../agreement/noise.ts";
import { create, emit, typeErrors } from "../emit/run.ts";
import { array, compiled, program, Run } from "../elaborate/support.ts";

const model = (over: string): string => `model M {
  input x: [N, 2, 3]
  input kind: index(4)[N]
  z = x |> Normalize(${over})
  logits = z |> flatten |> Dense(4)
  output y = z
  output p = softmax(logits)
  loss nll = cross_entropy(logits, kind)
  train { minimize nll using sgd(lr: 0.1) batch 8 }
}`;
const count = 20;
const x = noise(count * 6, 3, -5, 40);

/** Mean and deviation of the elements whose number is `group` when counted round. */
function momentsOf(groups: number, group: number): { mean: number; deviation: number } {
  const chosen = Array.from(x).filter((_, i) => i % groups === group);
  const mean = chosen.reduce((a, b) => a + b, 0) / chosen.length;
  return { mean, deviation: Math.sqrt(chosen.reduce((a, b) => a + (b - mean) ** 2, 0) / chosen.length) };
}

test.each([["over: leading", 3], ["over: 0", 6]])("Normalize(%s): the moments of all examples, however they come, up to rounding", (over, groups) => {
  const module = compiled(model(over));
  expect(program(module, "measure").updates.map(({ storage }) => storage).sort()).toEqual(["count", "mean", "var"].map((name) => `normalize1.examples.${name}`));
  expect(program(module, "measure").nodes.filter(({ op }) => op.name === "input").length).toBe(1);
  const run = new Run(module, { N: count });
  expect(run.step("predict", { x: array([count, 2, 3], x) }).get("y")).toEqual([...x]);
  for (let from = 0; from < count; from += 7) {
    const n = Math.min(7, count - from);
    run.at({ N: n }).step("measure", { x: array([n, 2, 3], x.slice(6 * from, 6 * (from + n))) });
  }
  const y = run.step("predict", { x: array([count, 2, 3], x) }).get("y")!;
  for (const [i, value] of y.entries()) {
    const { mean, deviation } = momentsOf(groups, i % groups);
    expect(Math.abs(value - (x[i]! - mean) / deviation)).toBeLessThan(1e-12);
  }
  const before = run.values("normalize1.examples.mean");
  run.step("train", { x: array([count, 2, 3], x), kind: array([count], new Float64Array(count)) });
  expect(run.values("normalize1.examples.mean")).toEqual(before);
});

test("a generated module measures by itself, and what it loads brings the normalization with it", async () => {
  const { plans } = compile({ name: "m.nnet", text: model("over: leading") }, { load: () => undefined });
  const [first, second] = [await create(plans[0]!, { N: count }), await create(plans[0]!, { N: count, seed: 9 })];
  for (const [from, to] of [[0, 8], [8, 16], [16, 20]] as const) first.measure!({ x: x.subarray(6 * from, 6 * to) });
  for (let step = 0; step < 3; step++) first.train({ x, kind: Array.from({ length: count }, (_, i) => i % 4) });
  const raw = first.predict({ x });
  expect(typeErrors({ normalized: emit(plans[0]!) })).toBe("");
  expect(emit(plans[0]!)).toContain("model.measure({ x }); // once, with all training examples in turn");
  const mean = (raw["y"] as Float32Array).reduce((a, b) => a + b, 0) / x.length;
  expect(Math.abs(mean)).toBeLessThan(1e-6);
  expect(second.predict({ x })["p"]).not.toEqual(raw["p"]);
  second.load(first.save());
  expect(second.predict({ x })).toEqual(raw);
});

test("only models that ask have the program, and `measuring` is false elsewhere", () => {
  const text = (body: string): string => `model M {\n input x: [N]\n state seen: [] = 0, calls: [] = 0\n calls := calls + 1\n ${body}\n param w: [] ~ ones\n metric m = seen + calls\n loss l = w * mean(x)\n train { minimize l using sgd }\n}`;
  expect(compiled(text("")).programs.map(({ name }) => name)).toEqual(["init", "predict", "evaluate", "train"]);
  const run = new Run(compiled(text("if measuring { seen := seen + N }")), { N: 3 });
  expect(run.module.programs.map(({ name }) => name)).toEqual(["init", "predict", "evaluate", "measure", "train"]);
  const inputs = { x: array([3], [1, 2, 3]) };
  run.step("measure", {});
  run.step("train", inputs);
  expect([run.values("seen"), run.values("calls")]).toEqual([[3], [1]]);
});
