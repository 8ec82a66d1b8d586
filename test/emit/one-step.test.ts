import { expect, test } from "vitest";
import { schedule } from "../../src/schedule/schedule.ts";
import { array, compiled, Run, type Inputs } from "../elaborate/support.ts";
import { create, emit, typeErrors } from "./run.ts";

// What a recurrent layer leaves behind is an output of the same name as the input that it begins with.
const models = {
  "an LSTM": `
    input h: [N, 5] = 0, c: [N, 5] = 0
    lstm    = LSTM(5)
    y, h, c = text |> Embedding(4) |> lstm(start: h, cell: c)
    output h
    output c`,
  "two GRUs, one on the other, whose memory is not empty at first": `
    input low: [N, 3] = 0.5, high: [N, 4] = -1
    first, second = [GRU(3), GRU(4)]
    x, low  = text |> Embedding(4) |> first(start: low)
    y, high = x |> second(start: high)
    output low
    output high`,
  "a scan in the model, with a count and a mask": `
    input sum: [N, 4] = 0, seen: int[N] = 0, open: bool[N] = true
    x = text |> Embedding(4)
    y = scan t in T with sum = sum, seen = seen, open = open where open {
      sum  = tanh(0.9 * sum + x[:, t])
      seen = seen + 1
      open = seen < 5 or text[:, t] > 2
      yield concat(sum, spread(float(seen), 1))
    }
    output sum
    output seen
    output open`,
};

const text = (body: string): string => `model Reader {
  input text: index(7)[N, T]
  input next: index(7)[N, T]
  ${body}
  probs = softmax(y |> Dense(7))
  output probs
  loss nll = cross_entropy(y |> Dense(7), next)
  train { minimize nll using sgd(lr: 0.1) batch 3 }
}
`;

const [N, T] = [3, 8];
const symbols = Int32Array.from({ length: N * T }, (_, i) => (i * i + 3 * i + 1) % 7);
const column = (t: number): Int32Array => Int32Array.from({ length: N }, (_, n) => symbols[n * T + t]!);

/** The probabilities of the whole, from those of each step. */
function stacked(steps: readonly ArrayLike<number>[]): number[] {
  return Array.from({ length: N * T * 7 }, (_, i) => steps[Math.floor(i / 7) % T]![Math.floor(i / (7 * T)) * 7 + (i % 7)]!);
}

function without<V>(record: Readonly<Record<string, V>>, name: string): Record<string, V> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
}

test.each(Object.entries(models))("%s: predicting symbol by symbol is predicting the whole, in a generated module", async (_, body) => {
  const plan = schedule(compiled(text(body)));
  const model = await create(plan, { N, T });
  // The weights are not those of the beginning.
  model.train({ text: symbols, next: symbols }, { sizes: { T } });
  const whole = model.predict({ text: symbols }, { sizes: { T } });
  const steps: ArrayLike<number>[] = [];
  const forgetful: ArrayLike<number>[] = [];
  let state: Record<string, ArrayLike<number>> = {};
  for (let t = 0; t < T; t++) {
    // After the first step the state tells that there is one symbol each.
    const outputs = model.predict({ text: column(t), ...state }, t === 0 ? { sizes: { T: 1 } } : {}) as Record<string, Float32Array>;
    steps.push(outputs["probs"]!);
    state = without(outputs, "probs");
    forgetful.push(model.predict({ text: column(t) }, { sizes: { T: 1 } })["probs"] as Float32Array);
  }
  expect(stacked(steps)).toEqual([...(whole["probs"] as Float32Array)]);
  expect(state).toEqual(without(whole, "probs"));
  expect(Object.keys(state).length).toBeGreaterThan(0);
  // A step that forgets is noticed.
  expect(stacked(forgetful)).not.toEqual([...(whole["probs"] as Float32Array)]);
});

test.each(Object.entries(models))("%s: the same in the interpreter", (_, body) => {
  const module = compiled(text(body));
  const begin: Inputs = Object.fromEntries(
    module.inputs.flatMap(({ name, type, default: value }) => {
      if (value === undefined) return [];
      const shape = type.shape.map((size) => size.evaluate({ N }));
      return [[name, array(shape, Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => value))]];
    }),
  );
  const whole = new Run(module, { N, T }).step("predict", { text: array([N, T], symbols), ...begin });
  const steps: ArrayLike<number>[] = [];
  let state = begin;
  for (let t = 0; t < T; t++) {
    const outputs = new Run(module, { N, T: 1 }).step("predict", { text: array([N, 1], column(t)), ...state });
    steps.push(outputs.get("probs")!);
    state = Object.fromEntries(Object.entries(state).map(([name, { shape }]) => [name, array(shape, outputs.get(name)!)]));
  }
  expect(Math.max(...stacked(steps).map((p, i) => Math.abs(p - whole.get("probs")![i]!)))).toBeLessThan(1e-12);
  for (const [name, { data }] of Object.entries(state)) expect([...data]).toEqual(whole.get(name));
  expect(Object.keys(state).length).toBeGreaterThan(0);
});

test("the generated modules are strict TypeScript, and a state that is spread into the next call fits", () => {
  const use = `
export async function read(text: number[]): Promise<Float32Array> {
  const model = await Reader.create({ N: 1, T: 1 });
  let { probs, ...state } = model.predict({ text }, { sizes: { T: 1 } });
  ({ probs, ...state } = model.predict({ text, ...state }));
  return probs;
}
`;
  const modules = Object.values(models).map((body, i) => [`m${i}`, emit(schedule(compiled(text(body)))) + use]);
  expect(modules.length).toBeGreaterThan(0);
  expect(typeErrors(Object.fromEntries(modules))).toBe("");
});

test("an input that may be left out tells sizes where it is there, and asks for nothing where it is not", async () => {
  const module = compiled(`model Noise {
  input z: [N, 2] = 0.25
  input on: bool[] = false
  input k: index(3)[] = 2
  output y = if on then z else z * float(k)
}
`);
  const model = await create(schedule(module), { N: 4 });
  expect(model.predict({ z: [1, 2, 3, 4], on: [1] })).toEqual({ y: Float32Array.of(1, 2, 3, 4) });
  expect(model.predict({ z: [1, 2] })).toEqual({ y: Float32Array.of(2, 4) });
  expect(model.predict({}, { sizes: { N: 1 } })).toEqual({ y: Float32Array.of(0.5, 0.5) });
  // As many as the model was created for.
  expect(model.predict({})).toEqual({ y: Float32Array.from({ length: 8 }, () => 0.5) });
});
