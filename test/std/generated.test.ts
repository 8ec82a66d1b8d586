import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { create } from "../emit/run.ts";
import { program, Run } from "../elaborate/support.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import type { NdArray } from "../../src/ops/op.ts";
import { from, noise, values } from "./support.ts";

interface Construct {
  readonly written: string;
  readonly x: NdArray;
  /** Other inputs, by type. */
  readonly inputs?: Readonly<Record<string, { readonly type: string; readonly value: NdArray }>>;
}

const image = noise([2, 5, 6, 2], 1);
const sequence = noise([2, 5, 3], 2);
const box = { type: "[2, 2, 4]", value: values([2, 2, 4], [0.3, 0.4, 4.2, 4.1, 2.2, 1.7, 3.9, 2.4, -0.6, 0.1, 5.3, 4.2, 1.1, 3.4, 1.3, 3.6]) };
const label = { type: "index(3)[2, 2]", value: values([2, 2], [1, 2, 2, 2]) };
const frames = { type: "int[2]", value: values([2], [5, 2]) };
const length = { type: "int[2]", value: values([2], [2, 2]) };

const constructs: readonly Construct[] = [
  { written: "x |> Conv1D(4, 3, stride: 2, pad: same)", x: sequence },
  { written: "x |> Conv3D(2, 2)", x: noise([1, 3, 3, 4, 2], 3) },
  { written: "x |> ConvTranspose(3, 3, stride: 2, pad: same)", x: image },
  { written: "x |> SeparableConv(3, 3)", x: image },
  { written: "x |> avg_pool(2)", x: sequence },
  { written: "global_max_pool(x)", x: image },
  { written: "x |> adaptive_avg_pool(2, 4)", x: image },
  { written: "roi_align(2)(x, box)", x: image, inputs: { box } },
  { written: "roi_max(2)(x, box)", x: image, inputs: { box } },
  { written: "x |> GroupNorm(1)", x: image },
  { written: "x |> InstanceNorm", x: image },
  { written: "CrossAttention(1)(x, 2 * x)", x: sequence },
  { written: "positional_encoding(x)", x: sequence },
  { written: "x |> LeakyRNN(3)", x: sequence },
  { written: "x |> EchoState(4)", x: sequence },
  { written: "x |> bidirectional(f, g)", x: sequence },
  { written: "ctc(x, label, frames, length)", x: sequence, inputs: { label, frames, length } },
  { written: "gram(x)", x: image },
  { written: "hard_triplet_loss(x, l, margin: 9)", x: noise([4, 3], 4), inputs: { l: { type: "int[4]", value: values([4], [0, 1, 0, 1]) } } },
  { written: "iou_table(x, x)", x: from([1, 3, 4], (_, r, k) => (k! < 2 ? 0.37 * r! : 1 + 0.41 * r!) + 0.01 * k!) },
  { written: "sort_down(x)", x: noise([3, 5], 5) },
  { written: "cumsum(x)", x: noise([3, 5], 6) },
  { written: "mirror(x)", x: image },
  { written: "x |> random_shift(2)", x: image },
  { written: "x |> pca_colour", x: image },
  { written: "float(non_max_suppression(0.3)(corners(abs(x)), x[..., 0])) + 0 * x[..., 0]", x: noise([2, 6, 4], 7) },
];

/** Both the value and the derivative by x come out of `predict`. */
function source({ written, x, inputs = {} }: Construct): string {
  const given = Object.entries(inputs).map(([name, { type }]) => `input ${name}: ${type}`);
  const layers = written.includes("bidirectional") ? ["f = RNN(2)", "g = GRU(2)"] : [];
  return `model M {\n${[`input x: [${x.shape.join(", ")}]`, ...given, ...layers, `y = ${written}`, "output y", "output d = grad(sum(sin(y)), x)"].join("\n")}\n}\n`;
}

test.each(constructs.map((c) => [c.written, c] as const))("%s: the generated module computes in f32 what the graph means in f64", async (_, construct) => {
  const { diagnostics, plans, modules } = compile({ name: "m.nnet", text: source(construct) }, { load: () => undefined });
  expect(diagnostics.map((d) => d.message)).toEqual([]);
  const given: Record<string, NdArray> = { x: construct.x, ...Object.fromEntries(Object.entries(construct.inputs ?? {}).map(([name, { value }]) => [name, value])) };
  const run = new Run(modules[0]!, {}, 5);
  const { results } = interpret(program(run.module, "predict"), { inputs: given, storages: run.storages, sizes: {} });
  const model = await create(plans[0]!, { seed: 5 });
  const found = model.predict(Object.fromEntries(Object.entries(given).map(([name, { data }]) => [name, data])));
  for (const name of ["y", "d"]) {
    const actual = found[name]!;
    const expected = results.get(name)!.data;
    const own = typeof actual === "number" ? [actual] : [...actual];
    expect(own.length).toBe(expected.length);
    expect(expected.length).toBeGreaterThan(0);
    own.forEach((v, i) => expect(Math.abs(v - expected[i]!), `${name}[${i}]: ${v}, not ${expected[i]}`).toBeLessThanOrEqual(2e-5 * Math.max(1, Math.abs(expected[i]!))));
  }
});
