import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { interpret } from "../../src/interpret/interpret.ts";
import type { NdArray } from "../../src/ops/op.ts";
import { stdSources } from "../../src/std/sources.generated.ts";
import { program } from "../elaborate/support.ts";
import { close, valued, values, type Given } from "./support.ts";

interface Case {
  readonly options: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: readonly number[] }>>;
  readonly result: { readonly shape: readonly number[]; readonly data: readonly number[] };
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

/** How a case is written in the language; `names` says which parameter holds which input that is not an argument. */
interface Written extends Given {
  readonly expression: string;
  readonly names?: Readonly<Record<string, string | readonly string[]>>;
}

/** Values and gradients that vectors.py took from PyTorch in f64. */
const constructs: Readonly<Record<string, (c: Case) => Written>> = {
  ctc: ({ options: { label, frames, length }, inputs }) => ({
    expression: "ctc(logits, label, frames, length)",
    inputs: {
      label: { type: `index(${inputs["logits"]!.shape[2]})[${shapeOf(label).join(", ")}]`, value: values(shapeOf(label), flat(label)) },
      frames: { type: `int[${shapeOf(frames).join(", ")}]`, value: values(shapeOf(frames), flat(frames)) },
      length: { type: `int[${shapeOf(length).join(", ")}]`, value: values(shapeOf(length), flat(length)) },
    },
  }),
  lstm: ({ options: { units } }) => ({ expression: `x |> LSTM(${units})`, names: { w: "lstm1.gates.W", b: "lstm1.gates.b" } }),
  transposed: ({ options: { stride, pad } }) => ({ expression: `conv_transpose(x, w, stride: ${stride}, pad: ${pad})` }),
  grouped: ({ options: { stride, pad, dilation, groups } }) => ({ expression: `conv(x, w, stride: ${stride}, pad: ${pad}, dilation: ${dilation}, groups: ${groups})` }),
  "group-norm": ({ options: { groups } }) => ({ expression: `x |> GroupNorm(${groups})`, names: { gamma: "groupnorm1.gamma", beta: "groupnorm1.beta" } }),
  "layer-norm": () => ({ expression: "x |> LayerNorm", names: { gamma: "layernorm1.gamma", beta: "layernorm1.beta" } }),
  "roi-align": ({ options: { rows, columns, samples } }) => ({ expression: `roi_align(${rows}, ${columns}, samples: ${samples})(x, box)` }),
  "roi-max": ({ options: { rows, columns, box } }) => ({
    expression: `roi_max(${rows}, ${columns})(x, box)`,
    inputs: { box: { type: `[${shapeOf(box).join(", ")}]`, value: values(shapeOf(box), flat(box)) } },
  }),
  attention: ({ options: { heads, valid } }) => ({
    expression: `CrossAttention(${heads})(x, keys, valid)`,
    inputs: { valid: { type: `bool[${shapeOf(valid).join(", ")}]`, value: values(shapeOf(valid), flat(valid)) } },
    names: { w: [1, 2, 3, 4].map((i) => `crossattention1.dense${i}.W`), b: [1, 2, 3, 4].map((i) => `crossattention1.dense${i}.b`) },
  }),
  "adaptive-pool": ({ options: { rows, columns } }) => ({ expression: `x |> adaptive_avg_pool(${rows}, ${columns})` }),
};

function shapeOf(list: unknown): number[] {
  return Array.isArray(list) ? [list.length, ...shapeOf(list[0])] : [];
}

function flat(list: unknown): number[] {
  return Array.isArray(list) ? list.flatMap(flat) : [Number(list)];
}

/** How many numbers of a case were compared; throws at the first that is wrong. */
function compare(c: Case, { expression, names = {}, ...given }: Written): number {
  const arrays = Object.entries(c.inputs).map(([key, { shape, data }]): [string, NdArray] => [key, values(shape, data)]);
  const real = Object.fromEntries(arrays.filter(([key]) => !(key in names)));
  const set = Object.fromEntries(arrays.flatMap(([key, { data }]) => slices(names[key], data)));
  const found = valued(expression, { ...given, real, set });
  let compared = close(found, values(c.result.shape, c.result.data), 1e-9);
  const inputs = Object.fromEntries(Object.entries(given.inputs ?? {}).map(([key, { value }]) => [key, value]));
  const { results } = interpret(program(found.run.module, "gradient"), { inputs, storages: found.run.storages, sizes: {} });
  for (const [key, gradient] of Object.entries(c.gradients)) {
    const own = [names[key] ?? key].flat().flatMap((name) => [...results.get(`d ${name}`)!.data]);
    compared += close(values([own.length], own), values([gradient.length], gradient), 1e-8);
  }
  return compared;
}

/** Several parameters may hold equal parts of one input. */
function slices(names: string | readonly string[] | undefined, data: Float64Array): [string, Float64Array][] {
  const list = names === undefined ? [] : [names].flat();
  return list.map((name, i) => [name, data.slice((i * data.length) / list.length, ((i + 1) * data.length) / list.length)]);
}

function casesOf(name: string): Case[] {
  return JSON.parse(readFileSync(new URL(`vectors/${name}.json`, import.meta.url), "utf8")) as Case[];
}

test.each(Object.entries(constructs))("%s equals PyTorch, with its gradients", (name, write) => {
  const cases = casesOf(name);
  const compared = cases.map((c) => compare(c, write(c)));
  expect(cases.length).toBeGreaterThanOrEqual(50);
  expect(Math.min(...compared)).toBeGreaterThan(1);
});

test("a CTC that forgets the blank between equal symbols would be noticed, where there are such", () => {
  const source = stdSources["ctc.nnet"]!.replace(/^fn repeats.*$/m, "fn repeats(label: int[N, L]) -> bool[N, L] = label < 0");
  const wrong = casesOf("ctc").filter((c) => {
    try {
      compare(c, { ...constructs["ctc"]!(c), declarations: source });
      return false;
    } catch {
      return true;
    }
  });
  expect(wrong.length).toBeGreaterThan(0);
  expect(wrong.length).toBeLessThan(50);
});
