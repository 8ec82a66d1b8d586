import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { targets } from "../../src/emit/targets.ts";
import { inputsRead } from "../../src/emit/host/public.ts";
import { linearPlan } from "./plans.ts";
import { emit, typeErrors } from "./run.ts";

const usage = (name: string, options: string): string => `
import { ${name}, ${name}Error, type ${name}Inputs } from "./${name.toLowerCase()}.js";
export async function use(image: Float32Array): Promise<number> {
  const model = await ${name}.create({ N: 64, seed: 1 });
  const batch: ${name}Inputs = { x: image, t: [1, 2], label: Int32Array.of(1) };
  const { nll, share } = model.train(batch${options});
  const { y } = model.predict({ x: image });
  const first: Float32Array = y;
  const bytes: Uint8Array = model.save();
  model.load(bytes);
  model.epoch = 1;
  const error: Error = new ${name}Error("bad-size", "");
  const dtype: "f32" = ${name}.info.inputs[0].dtype;
  return nll + share + first.length + model.step + (error instanceof ${name}Error ? 1 : 0) + dtype.length;
}
`;

const modules = {
  linear: emit(linearPlan()),
  phased: emit(linearPlan((name) => (name === "Linear" ? "Phased" : name), ["head", "all"])),
};

test("modules have no imports and pass the strictest compiler, and so does their use", () => {
  for (const text of Object.values(modules)) expect(text).not.toMatch(/\b(import|require)\b\s*[({"'*]|: any\b|\bas (any|unknown)\b/);
  expect(typeErrors({ ...modules, useLinear: usage("Linear", ""), usePhased: usage("Phased", ', { phase: "head" }') })).toBe("");
});

test("a program with nothing to compute has no use for its memory and its sizes, and passes, too", () => {
  const { plans } = compile({ name: "m.nnet", text: "model Same {\n  input x: [N, T, 3]\n  param w: [3] ~ ones\n  output x\n  output w\n  loss l = mean(w * x)\n  train { minimize l using sgd }\n}\n" }, { load: () => undefined });
  expect(plans[0]!.programs.find((p) => p.name === "predict")!.steps).toEqual([]);
  expect(typeErrors({ same: emit(plans[0]!) })).toBe("");
});

test("an input that is worth nothing in the end has no memory", () => {
  const masked = "model Same {\n  input x: [N, 3, 3]\n  input b: bool[N, 3]\n  input c: [N, H]\n  v = scan t in 3 with h = zeros[N, 2] where b[:, t] {\n    h = tanh(h + 1)\n    yield x[:, t] * rank(c)\n  }\n  param p: []\n  loss l = mean(v^2) + p^2\n  train { minimize l using sgd }\n}\n";
  const { plans } = compile({ name: "m.nnet", text: masked }, { load: () => undefined });
  expect(inputsRead(plans[0]!).map(({ name }) => name)).toEqual(["x"]);
  expect(plans[0]!.module.sizes).toEqual(["N", "H"]);
  expect(typeErrors(Object.fromEntries([...targets].map(([name, target]) => [name, target.emit(plans[0]!)])))).toBe("");
});

test("a model that reads no input has no largest sizes", () => {
  const { plans } = compile({ name: "m.nnet", text: "model Same {\n  input x: [N, 3]\n  param w: []\n  loss l = w^2 * rank(x)\n  train { minimize l using sgd }\n}\n" }, { load: () => undefined });
  expect(typeErrors(Object.fromEntries([...targets].map(([name, target]) => [name, target.emit(plans[0]!)])))).toBe("");
});

test("a program whose steps need no size is not given those of its inputs", () => {
  const { plans } = compile({ name: "m.nnet", text: "model Same {\n  input x: [N, 3]\n  param w: [3] ~ ones\n  output x\n  output twice = 2 * w\n  loss l = mean(w * x)\n  train { minimize l using sgd }\n}\n" }, { load: () => undefined });
  const text = emit(plans[0]!);
  expect(text).toContain("function runPredict(m: Memory): void");
  expect(typeErrors({ same: text })).toBe("");
});

test("wrong uses are type errors", () => {
  const errors = typeErrors({
    ...modules,
    noPhase: usage("Phased", ""),
    wrongPhase: usage("Phased", ', { phase: "tail" }'),
    wrongInput: usage("Linear", "").replace("x: image, t:", "x: image, u:"),
    wrongResult: usage("Linear", "").replace("nll, share }", "nll, loss }"),
  });
  for (const name of ["noPhase", "wrongPhase", "wrongInput", "wrongResult"]) expect(errors).toContain(`${name}.ts`);
  expect(errors).not.toMatch(/^(linear|phased)\.ts/m);
});
