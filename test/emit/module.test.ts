import { expect, test } from "vitest";
import { k } from "../../src/kernel/build.ts";
import { evaluatePlan } from "../../src/schedule/evaluate.ts";
import { Size } from "../../src/types/size.ts";
import { tensor } from "../../src/types/tensor.ts";
import { buffer, kernel, linearPlan, loop, N, store } from "./plans.ts";
import { allTargets, create, emit, load } from "./run.ts";
import { targets } from "../../src/emit/targets.ts";

const batch = {
  x: [1, 2, 3, -1, 0.5, 2, 0, 1, 1, 2, 2, -1],
  t: Float32Array.of(1, -2, 0.5, 3),
  label: [0, 1, 2, 4],
};

test("a step, an evaluation and a prediction are those of the plan's evaluator", async () => {
  const plan = linearPlan();
  const model = await create(plan, { seed: 3 });
  const array = (values: ArrayLike<number>, ...shape: number[]) => ({ shape, data: Float64Array.from(values) });
  const start = evaluatePlan(plan, "init", { inputs: {}, storages: { seed: array([3]), step: array([0]) }, sizes: { N: 4 } }).storages;
  start.get("net.w")!.data.set(Float32Array.from(start.get("net.w")!.data));
  const inputs = { x: array(batch.x, 4, 3), t: array(batch.t, 4), label: array(batch.label, 4) };
  const expected = evaluatePlan(plan, "train", { inputs, storages: start, sizes: { N: 4 } });

  const before = model.predict({ x: batch.x });
  const evaluated = model.evaluate(batch);
  expect(model.step).toBe(0);
  const { nll, share } = model.train(batch);
  expect(evaluated).toEqual({ nll, share });
  expect(share).toBe(0.75);
  expect(nll).toBeCloseTo(expected.results.get("nll")!.data[0]!, 5);
  expect(model.step).toBe(1);
  const y = model.predict({ x: batch.x });
  expect(before["y"]).not.toBe(y["y"]);
  const w = expected.storages.get("net.w")!.data;
  const row = batch.x.slice(3, 6).reduce((sum, x, i) => sum + x * w[i]!, 0);
  expect((y["y"] as Float32Array)[1]).toBeCloseTo(row, 5);
});

test("training makes the loss small", async () => {
  const model = await create(linearPlan());
  const w = [0.5, -1, 2];
  const t = [0, 1, 2, 3].map((n) => w.reduce((sum, value, i) => sum + value * batch.x[n * 3 + i]!, 0));
  const first = model.train({ ...batch, t });
  let last = first;
  for (let step = 0; step < 2000; step++) last = model.train({ ...batch, t });
  expect(last["nll"]).toBeLessThan(1e-6 * Number(first["nll"]));
});

test("it runs with any size up to the one it was created for", async () => {
  const model = await create(linearPlan(), { N: 4 });
  const all = model.predict({ x: batch.x })["y"] as Float32Array;
  expect(all.length).toBe(4);
  for (const n of [2, 3]) expect(model.predict({ x: batch.x.slice(0, 3 * n) })["y"]).toEqual(all.slice(0, n));
  expect(model.predict({ x: batch.x }, { sizes: { N: 4 } })["y"]).toEqual(all);
});

test("save, load and go on equals going on, bit for bit", async () => {
  const whole = await create(linearPlan(), { seed: 5 });
  for (let i = 0; i < 3; i++) whole.train(batch);
  whole.epoch = 2;
  const file = whole.save();
  const resumed = await create(linearPlan(), { seed: 99 });
  resumed.load(file);
  expect([resumed.step, resumed.epoch]).toEqual([3, 2]);
  for (let i = 0; i < 3; i++) expect(resumed.train(batch)).toEqual(whole.train(batch));
  expect(resumed.save()).toEqual(whole.save());
});

test("the same seed gives the same weights, another seed others", async () => {
  const files = await Promise.all([1, 1, 2].map(async (seed) => (await create(linearPlan(), { seed })).save()));
  expect(files[0]).toEqual(files[1]);
  expect(files[0]).not.toEqual(files[2]);
});

interface Refusal {
  readonly code: string;
  readonly message: RegExp;
}

const wrong: Record<string, readonly [object, Refusal]> = {
  "an input is missing": [{ x: batch.x, t: batch.t }, { code: "missing-input", message: /input `label` is missing/ }],
  "the input that tells the size is missing": [{ t: batch.t, label: batch.label }, { code: "missing-input", message: /input `x` is missing/ }],
  "an input is a number": [{ ...batch, t: 3 }, { code: "missing-input", message: /input `t`/ }],
  "a length is no multiple": [{ ...batch, x: [1, 2, 3, 4] }, { code: "wrong-length", message: /`x` has 4 elements; its shape \[N, 3\] needs a multiple of 3/ }],
  "a batch is empty": [{ x: [], t: [], label: [] }, { code: "wrong-length", message: /`x` has 0 elements/ }],
  "lengths disagree": [{ ...batch, t: [1, 2, 3] }, { code: "wrong-length", message: /`t` has 3 elements; its shape \[N\] has 4 here/ }],
  "the batch is too large": [{ x: new Float32Array(15), t: new Float32Array(5), label: new Int32Array(5) }, { code: "bad-size", message: /N is 5, but .* at most 4: create\(\{ N: 5 \}\)/ }],
  "a requirement does not hold": [{ x: [1, 2, 3], t: [1], label: [0] }, { code: "bad-size", message: /N is 1 .* must be at least 2: the mean of two/ }],
  "a label is K": [{ ...batch, label: [0, 1, 5, 0] }, { code: "bad-value", message: /`label` at position 2 is 5; it must be a whole number from 0 to 4/ }],
  "a label is negative": [{ ...batch, label: [0, -1, 2, 0] }, { code: "bad-value", message: /position 1 is -1/ }],
  "a label is a fraction": [{ ...batch, label: [0.5, 1, 2, 0] }, { code: "bad-value", message: /position 0 is 0.5/ }],
  "a label is NaN": [{ ...batch, label: [0, 1, 2, NaN] }, { code: "bad-value", message: /position 3 is NaN/ }],
  "an input has NaN": [{ ...batch, t: [1, NaN, 2, 3] }, { code: "bad-value", message: /`t` at position 1 is NaN; it must be a finite number/ }],
  "an input has infinity": [{ ...batch, t: [1, 0, -Infinity, 3] }, { code: "bad-value", message: /position 2 is -Infinity/ }],
  "an input is too large for 32 bits": [{ ...batch, t: [1e39, 0, 0, 3] }, { code: "bad-value", message: /position 0 is 1e\+39/ }],
  "an input holds a text": [{ ...batch, t: [1, 2, "3", 4] }, { code: "bad-value", message: /position 2 is 3/ }],
  "an input has an undefined element": [{ ...batch, t: [1, 2, undefined, 4] }, { code: "bad-value", message: /position 2 is undefined/ }],
};

test.each(Object.entries(wrong))("refused: %s", async (_, [inputs, refusal]) => {
  const model = await create(linearPlan());
  const before = model.save();
  expectRefusal(() => model.train(inputs as typeof batch), refusal);
  expect(model.save()).toEqual(before);
});

test("refused when created", async () => {
  const cases: readonly (readonly [object, Refusal])[] = [
    [{ N: 0 }, { code: "bad-size", message: /N must be a whole number of at least 1, not 0/ }],
    [{ N: 2.5 }, { code: "bad-size", message: /not 2.5/ }],
    [{ N: "4" }, { code: "bad-size", message: /N must be a whole number/ }],
    [{ N: 1 }, { code: "bad-size", message: /at least 2: the mean of two/ }],
    [{ seed: -1 }, { code: "bad-option", message: /seed must be/ }],
    [{ seed: 1.5 }, { code: "bad-option", message: /seed must be/ }],
  ];
  for (const [options, refusal] of cases) {
    const failure: unknown = await create(linearPlan(), options).then(
      () => undefined,
      (error: unknown) => error,
    );
    expectRefusal(() => { throw failure; }, refusal);
  }
  const model = await create(linearPlan());
  expectRefusal(() => { model.epoch = -1; }, { code: "bad-option", message: /epoch must be/ });
});

test.each(allTargets)("a loss that is not finite is refused before it spoils the weights: target $name", async (target) => {
  const model = await create(linearPlan(), {}, target);
  const before = model.save();
  expectRefusal(() => model.train({ ...batch, t: [3e38, 0, 0, 0] }), { code: "non-finite-loss", message: /loss `nll` is Infinity in step 1, so the step was not taken/ });
  expect(model.save()).toEqual(before);
});

test("a training step is one call into WebAssembly, which looks at the losses itself", async () => {
  const text = emit(linearPlan(), targets.get("wasm"));
  expect(text.split("m.programs[").length - 1).toBe(["init", "evaluate", "train", "predict"].length);
  const model = await create(linearPlan(), {}, targets.get("wasm"));
  const steps = [model.train(batch), model.train(batch)];
  expect(model.step).toBe(2);
  expect(steps[1]!["nll"]).toBeLessThan(Number(steps[0]!["nll"]));
  expect(() => model.train({ ...batch, t: [0, 0, 0, -3e38] })).toThrow("in step 3, so the step was not taken");
  expect(model.step).toBe(2);
});

test("where the loss comes after the update, the error says that the weights are spoiled", async () => {
  const plan = linearPlan();
  const late = plan.programs.map((p) => (p.name === "train" ? { ...p, steps: [p.steps[0]!, p.steps[3]!, p.steps[1]!, p.steps[2]!, p.steps[4]!] } : p));
  const model = await create({ ...plan, programs: late });
  expectRefusal(() => model.train({ ...batch, t: [3e38, 0, 0, 0] }), { code: "non-finite-loss", message: /`nll` is Infinity in step \d, and the weights have already been updated/ });
});

test("several phases: each step says its phase", async () => {
  const model = await create(linearPlan(undefined, ["head", "all"]));
  model.train(batch, { phase: "head" });
  model.train(batch, { phase: "all" });
  expect(model.step).toBe(2);
  for (const options of [undefined, {}, { phase: "tail" }]) {
    expectRefusal(() => model.train(batch, options), { code: "bad-option", message: /train needs the phase: "head" or "all"/ });
  }
});

test("a model without phases has no train, and one without outputs no predict", async () => {
  const plan = linearPlan();
  const model = await create({ ...plan, module: { ...plan.module, phases: [] }, programs: plan.programs.filter((p) => p.name !== "predict") }, { N: 4 });
  expect("train" in model).toBe(false);
  expect("predict" in model).toBe(false);
  expect("evaluate" in model).toBe(true);
});

test("a size that has no default must be given to create", async () => {
  const plan = linearPlan();
  const failure = create({ ...plan, module: { ...plan.module, phases: [] } });
  await expect(failure).rejects.toThrow(/create needs the largest N that calls will use: create\(\{ N: … \}\)/);
});

test("sizes that lengths do not tell are given with the call", async () => {
  const T = Size.symbol("T");
  const sum = kernel("sum", [buffer("x", "read", N.mul(T)), buffer("y", "write", N)], [
    loop("n", N, [
      { kind: "var", name: "acc", value: k.const(0) },
      loop("t", T, [{ kind: "assign", name: "acc", value: k.add(k.local("acc", "f32"), k.load("x", "f32", k.add(k.mul(k.local("n", "i32"), k.size(T)), k.local("t", "i32")))) }]),
      store("y", k.local("n", "i32"), k.local("acc", "f32")),
    ]),
  ]);
  const x = { kind: "input", name: "x", type: tensor("f32", [N, T]) } as const;
  const y = { kind: "slot", slot: 0, type: tensor("f32", [N]) } as const;
  const plan = linearPlan(undefined, [], { sizes: ["N", "T"], inputs: [x], losses: [], metrics: [], requirements: [{ kind: "divisible", size: T, divisor: 2, why: "the halves" }] });
  const model = await create(
    { ...plan, kernels: [sum], programs: [{ name: "predict", steps: [{ kernel: sum, places: [x, y] }], results: [{ name: "y", type: y.type, place: y }], inputs: ["x"] }] },
    { N: 3, T: 4 },
  );
  expectRefusal(() => model.predict({ x: [1, 2, 3, 4] }), { code: "bad-size", message: /do not tell T: give it with the call, \{ sizes: \{ T: … \} \}/ });
  expect(model.predict({ x: [1, 2, 3, 4, 5, 6] }, { sizes: { T: 2 } })).toEqual({ y: Float32Array.of(3, 7, 11) });
  expectRefusal(() => model.predict({ x: [1, 2, 3] }, { sizes: { T: 3 } }), { code: "bad-size", message: /T is 3 .* a multiple of 2: the halves/ });
  expectRefusal(() => model.predict({ x: [1, 2, 3] }, { sizes: { T: 2 } }), { code: "wrong-length", message: /needs a multiple of 2/ });
});

test("`info` tells tools what the module takes and gives", async () => {
  const { Linear } = await load(emit(linearPlan()));
  expect(Linear).toHaveProperty("info", {
    name: "Linear",
    sizes: { N: 4 },
    inputs: [
      { name: "x", dtype: "f32", shape: ["N", 3] },
      { name: "t", dtype: "f32", shape: ["N"] },
      { name: "label", dtype: "i32", shape: ["N"], below: 5 },
    ],
    outputs: [{ name: "y", dtype: "f32", shape: ["N"] }],
    losses: [{ name: "nll", dtype: "f32", shape: [] }],
    metrics: [{ name: "share", dtype: "f32", shape: [] }],
    parameters: [{ name: "net.w", dtype: "f32", shape: [3], role: "param" }],
    phases: [{ name: "", batch: 4, epochs: 2 }],
  });
});

function expectRefusal(run: () => unknown, { code, message }: Refusal): void {
  let failure: unknown;
  try {
    run();
  } catch (error) {
    failure = error;
  }
  expect(failure).toBeInstanceOf(Error);
  expect(failure).toMatchObject({ name: "ModelError", code, message: expect.stringMatching(message) });
}

test("what must hold of sizes stands where they are given", () => {
  const [N, T] = [Size.symbol("N"), Size.symbol("T")];
  const x = { name: "x", type: tensor("f32", [N, T]) };
  const text = emit(linearPlan(undefined, [], {
    sizes: ["N", "T"], inputs: [x], losses: [], metrics: [],
    requirements: [
      { kind: "divisible", size: T, divisor: 2, why: "`x[:, : T/2]` on line 3" },
      { kind: "at-least", size: T.sub(N), least: 1, why: "the rest */ of it" },
      { kind: "at-least", size: N, least: 2, why: "the mean of two" },
    ],
  }));
  const options = /export interface LinearOptions \{\n(.*?)\n\}/s.exec(text)?.[1];
  expect(options?.split("\n").slice(0, 11)).toEqual([
    "  /**",
    "   * The largest N.",
    "   * N must be at least 2, for the mean of two.",
    "   */",
    "  readonly N: number;",
    "  /**",
    "   * The largest T.",
    "   * T must be a multiple of 2, for `x[:, : T/2]` on line 3.",
    "   * -N + T must be at least 1, for the rest * / of it.",
    "   */",
    "  readonly T: number;",
  ]);
});
