import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { timedSteps } from "../../src/emit/host/timed.ts";
import type { Plan } from "../../src/schedule/plan.ts";
import { allTargets, classOf, load, typeErrors } from "./run.ts";

const recurrent = `model Recurrent {
  input x: index(5)[N, T]
  input y: index(5)[N, T]
  logits = x |> Embedding(6) |> LSTM(4) |> Dense(5)
  output p = softmax(logits)
  loss nll = cross_entropy(logits, y)
  train { minimize nll using adam(lr: 0.05) clip norm(1) batch 2 epochs 1 }
}
`;

const divided = recurrent.replace("batch 2", "batch 4 in 2 parts");

function planOf(text: string, target: (typeof allTargets)[number]): Plan {
  const { plans, diagnostics } = compile({ name: "r.nnet", text }, { load: () => undefined, target });
  if (!plans[0]) throw new Error(diagnostics[0]?.message);
  return plans[0];
}

const rows = (n: number, shift: number): Int32Array => Int32Array.from({ length: n * 3 }, (_, i) => (i * 7 + shift) % 5);

test.each(allTargets)("a measured module computes what the other does, to the bit, and times every step that runs: $name", async (target) => {
  for (const [text, n] of [[recurrent, 2], [divided, 4]] as const) {
    const plan = planOf(text, target);
    const Plain = classOf((await load(target.emit(plan)))["Recurrent"]);
    const Timed = classOf((await load(target.emit(plan, { timed: true })))["Recurrent"]);
    expect("stepTimes" in Plain).toBe(false);
    const times = "stepTimes" in Timed ? Timed.stepTimes : undefined;
    if (!(times instanceof Float64Array)) throw new Error("no times");
    const steps = timedSteps(plan);
    expect(times.length).toBe(steps.length);
    const [plain, timed] = [await Plain.create({ N: 2, T: 3 }), await Timed.create({ N: 2, T: 3 })];
    times.fill(0);
    const batch = { x: rows(n, 0), y: rows(n, 1) };
    const options = { sizes: { N: n, T: 3 } };
    for (let i = 0; i < 3; i++) expect(timed.train(batch, options)).toEqual(plain.train(batch, options));
    expect(timed.save()).toEqual(plain.save());
    const update = plan.module.phases[0]!.parts?.update;
    const ran = new Set(["train", ...(update === undefined ? [] : [update])]);
    for (const [i, { program }] of steps.entries()) {
      if (ran.has(program.name)) expect(times[i], `step ${i} of ${program.name}`).toBeGreaterThan(0);
      else expect(times[i], `step ${i} of ${program.name}`).toBe(0);
    }
    const some = [{ x: rows(2, 0) }, { sizes: { N: 2, T: 3 } }] as const;
    expect(timed.predict(...some)).toEqual(plain.predict(...some));
  }
});

test("a measured module is strict TypeScript, whatever its sizes are called", () => {
  const texts = allTargets.map((target) => [`timed_${target.name}`, target.emit(planOf(recurrent.replaceAll("[N, T]", "[N, since]"), target), { timed: true })] as const);
  expect(typeErrors(Object.fromEntries(texts))).toBe("");
});

test("a loss that is not finite is refused by a measured module, too, before the weights change", async () => {
  for (const target of allTargets) {
    const text = "model Recurrent {\n  input x: [N]\n  param w: [] ~ ones\n  loss l = mean(w * x)\n  train { minimize l using sgd(lr: 1.0) batch 2 epochs 1 }\n}\n";
    const model = await classOf((await load(target.emit(planOf(text, target), { timed: true })))["Recurrent"]).create();
    const before = model.save();
    expect(() => model.train({ x: [1, Infinity] })).toThrow(/finite/);
    expect(model.save()).toEqual(before);
  }
});
