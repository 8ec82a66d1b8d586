import { expect, test } from "vitest";
import { array, codes, compiled, program, Run, vector } from "./support.ts";

test("BatchNorm: the batch's moments in training, running averages otherwise, one update a step", () => {
  const module = compiled("model M {\n input x: [N, 1]\n norm = BatchNorm(momentum: 0.8)\n z = norm(x)\n output y = z\n loss l = mean(z^2)\n train { minimize l using sgd(lr: 0) }\n}");
  const run = new Run(module, { N: 4 });
  const x = array([4, 1], [1, 2, 3, 6]);
  expect([run.values("norm.mean"), run.values("norm.var")]).toEqual([[0], [1]]);
  const loss = run.step("train", { x }).get("l")![0]!;
  // Mean 3, variance 3.5 (of the batch, not corrected).
  expect(loss).toBeCloseTo(3.5 / (3.5 + 1e-5), 12);
  expect(run.values("norm.mean")[0]).toBeCloseTo(0.2 * 3, 12);
  expect(run.values("norm.var")[0]).toBeCloseTo(0.8 + 0.2 * 3.5, 12);
  const y = run.step("predict", { x }).get("y")!;
  y.forEach((v, i) => expect(v).toBeCloseTo((x.data[i]! - 0.6) / Math.sqrt(1.5 + 1e-5), 12));
  expect(program(module, "predict").updates).toEqual([]);
  run.step("train", { x });
  expect(run.values("norm.mean")[0]).toBeCloseTo(0.8 * 0.6 + 0.2 * 3, 12);
});

test("the gradient of BatchNorm flows through mean and variance: it sums to 0 over the batch", () => {
  const module = compiled("model M {\n param x: [5, 1] ~ normal(0, 1)\n input g: [5, 1]\n loss l = sum(x |> BatchNorm |> weigh(g))\n train { minimize l using sgd }\n}\nfn weigh(a, b) = a * b");
  const d = new Run(module).step("gradient", { g: array([5, 1], [1, -2, 0.5, 3, 7]) }).get("d x")!;
  expect(Math.abs(d.reduce((a, b) => a + b, 0))).toBeLessThan(1e-12);
  expect(Math.max(...d.map(Math.abs))).toBeGreaterThan(1e-3);
});

function dropout(seed: number, step: number): number[] {
  const module = compiled("model M {\n input x: [N]\n drop = Dropout(0.25)\n z = drop(x)\n param w: [1] ~ zeros\n output y = z\n metric seen = z\n loss l = sum(z) * sum(w)\n train { minimize l using sgd }\n}");
  const run = new Run(module, { N: 4000 }, seed).set("step", step);
  const x = vector(...Array.from({ length: 4000 }, () => 3));
  expect(run.step("predict", { x }).get("y")!.every((v) => v === 3)).toBe(true);
  return run.step("train", { x }).get("seen")!;
}

test("dropout keeps the mean, is off at test time, differs by step and not by run", () => {
  const first = dropout(1, 0);
  expect([...new Set(first)].sort((a, b) => a - b)).toEqual([0, 4]);
  const kept = first.filter((v) => v > 0).length / 4000;
  expect(Math.abs(kept - 0.75)).toBeLessThan(5 * Math.sqrt((0.75 * 0.25) / 4000));
  expect(dropout(1, 0)).toEqual(first);
  expect(dropout(1, 1)).not.toEqual(first);
  expect(dropout(2, 0)).not.toEqual(first);
});

test("two dropouts of one model draw different masks", () => {
  const module = compiled("model M {\n input x: [N]\n a = x |> Dropout\n b = x |> Dropout\n metric p = a\n metric q = b\n param w: [1] ~ zeros\n loss l = sum(a) * sum(w)\n train { minimize l using sgd }\n}");
  const found = new Run(module, { N: 100 }).step("train", { x: vector(...Array.from({ length: 100 }, () => 1)) });
  expect(found.get("p")).not.toEqual(found.get("q"));
});

const twoParts = (train: string): string => `model M {
  input x: [N, 2], y: [N, 1]
  stem = Dense(3)
  head = Dense(1)
  param shift: [1] ~ zeros
  state count: [] = 0
  z = head(tanh(stem(x))) + shift
  loss mse = squared_error(z, y)
  loss size = mean(abs(z))
  ${train}
}`;
const inputs = { x: array([2, 2], [1, 2, -1, 0.5]), y: array([2, 1], [1, -1]) };

function changed(train: string, phase: string): string[] {
  const run = new Run(compiled(twoParts(train)), { N: 2 });
  const before = new Map(run.storages);
  run.step(`train${phase}`, inputs);
  return run.module.storages.filter((s) => s.role === "param" && JSON.stringify(before.get(s.name)!.data) !== JSON.stringify(run.storages.get(s.name)!.data)).map((s) => s.name);
}

test("`over` says what is trained, and nothing else moves", () => {
  expect(changed("train { minimize mse using sgd }", "")).toEqual(["shift", "stem.W", "stem.b", "head.W", "head.b"]);
  expect(changed("train { minimize mse over head using sgd }", "")).toEqual(["head.W", "head.b"]);
  expect(changed("train { minimize mse over shift using sgd }", "")).toEqual(["shift"]);
  expect(changed("train { minimize mse over stem, shift using sgd }", "")).toEqual(["shift", "stem.W", "stem.b"]);
  expect(changed("train { minimize mse over all except stem using sgd }", "")).toEqual(["shift", "head.W", "head.b"]);
  expect(changed("train { minimize mse over all except stem, shift using sgd }", "")).toEqual(["head.W", "head.b"]);
});

test("phases are programs of their own, each with its optimizer's memory", () => {
  const module = compiled(twoParts("train warm { minimize mse over head using adam batch 4 epochs 2 seed 7 }\n train full { minimize mse + 0.1 * size using sgd(momentum: 0.9) batch 8 epochs 3 stop when val.mse has not improved for 2 epochs }"));
  expect(module.programs.map((p) => p.name)).toEqual(["init", "predict", "evaluate", "train.warm", "train.full"]);
  expect(module.checks.map((c) => [c.phase, c.graph.name])).toEqual([["warm", "gradient.warm"], ["full", "gradient.full"]]);
  expect(module.phases).toEqual([
    { name: "warm", program: "train.warm", batch: 4, epochs: 2, seed: 7, over: ["head.W", "head.b"] },
    { name: "full", program: "train.full", batch: 8, epochs: 3, seed: 0, over: ["shift", "stem.W", "stem.b", "head.W", "head.b"], stop: { split: "val", quantity: "mse", epochs: 2 } },
  ]);
  const slots = module.storages.filter((s) => s.role === "slot").map((s) => s.name);
  expect(slots.filter((s) => s.endsWith("/adam.v"))).toEqual(["head.W/adam.v", "head.b/adam.v"]);
  expect(slots.filter((s) => s.endsWith("/sgd.v")).length).toBe(5);
  expect(new Run(module, { N: 2 }).step("train.warm", inputs).has("size")).toBe(true);
});

test("a model has parameters and states of its own", () => {
  const module = compiled("model M {\n input x: [N, 2]\n param w: [2] ~ ones\n state seen: [] = 0\n if training {\n seen := seen + 1\n }\n z = x @ w\n output y = z + seen\n loss l = mean(z^2)\n train { minimize l using sgd(lr: 0) }\n}");
  const run = new Run(module, { N: 1 });
  const x = array([1, 2], [1, 2]);
  for (let i = 0; i < 3; i += 1) run.step("train", { x });
  expect(run.values("seen")).toEqual([3]);
  expect(run.step("predict", { x }).get("y")).toEqual([6]);
});

test("a state that is applied twice in a step is updated twice", () => {
  const module = compiled("layer Count()(x: [N]) {\n state c: [] = 0\n c := c + 1\n return x\n}\nmodel M {\n input x: [N]\n param w: [1] ~ ones\n count = Count()\n loss l = sum(count(count(x))) * sum(w)\n train { minimize l using sgd }\n}");
  const run = new Run(module, { N: 1 });
  run.step("train", { x: vector(1) });
  expect(run.values("count.c")).toEqual([2]);
});

test("an input can be optimized, and gradients stop where they are told to", () => {
  const module = compiled("model M {\n param image: [2] ~ ones\n loss l = sum(image^2) + sum(stop_gradient(image)^2)\n train { minimize l over image using sgd(lr: 0.5) }\n}");
  const run = new Run(module);
  expect(run.step("gradient", {}).get("d image")).toEqual([2, 2]);
  run.step("train", {});
  expect(run.values("image")).toEqual([0, 0]);
});

test("what the objective does not reach is a warning, not an error", () => {
  expect(codes(twoParts("unused = Dense(1)\n other = unused(x)\n train { minimize mse using sgd }"))).toEqual(["untrained-parameter"]);
});
