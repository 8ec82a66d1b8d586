import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { interpret } from "../../src/interpret/interpret.ts";
import type { NdArray } from "../../src/ops/op.ts";
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
  readonly names?: Readonly<Record<string, string>>;
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
  "adaptive-pool": ({ options: { rows, columns } }) => ({ expression: `x |> adaptive_avg_pool(${rows}, ${columns})` }),
};

function shapeOf(list: unknown): number[] {
  return Array.isArray(list) ? [list.length, ...shapeOf(list[0])] : [];
}

function flat(list: unknown): number[] {
  return Array.isArray(list) ? list.flatMap(flat) : [Number(list)];
}

test.each(Object.entries(constructs))("%s equals PyTorch, with its gradients", (name, write) => {
  const cases = JSON.parse(readFileSync(new URL(`vectors/${name}.json`, import.meta.url), "utf8")) as Case[];
  let compared = 0;
  for (const c of cases) {
    const { expression, names = {}, ...given } = write(c);
    const arrays = Object.entries(c.inputs).map(([key, { shape, data }]): [string, NdArray] => [key, values(shape, data)]);
    const real = Object.fromEntries(arrays.filter(([key]) => !(key in names)));
    const set = Object.fromEntries(arrays.flatMap(([key, { data }]) => (key in names ? [[names[key]!, data]] : [])));
    const found = valued(expression, { ...given, real, set });
    compared += close(found, values(c.result.shape, c.result.data), 1e-9);
    const inputs = Object.fromEntries(Object.entries(given.inputs ?? {}).map(([key, { value }]) => [key, value]));
    const { results } = interpret(program(found.run.module, "gradient"), { inputs, storages: found.run.storages, sizes: {} });
    for (const [key, gradient] of Object.entries(c.gradients)) {
      const own = results.get(`d ${names[key] ?? key}`)!;
      compared += close({ shape: [own.data.length], data: own.data }, values([gradient.length], gradient), 1e-8);
    }
  }
  expect(cases.length).toBeGreaterThanOrEqual(50);
  expect(compared).toBeGreaterThan(cases.length);
});
