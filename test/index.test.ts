import { expect, test } from "vitest";
import { check, compile, format, interpret, renderers, targets } from "../src/index.ts";

const text = "model Line {\n  input x: [N, 2]\n  y = x |> Dense(1)\n  output prediction = y\n}\n";

test("the library checks, compiles, emits, formats and interprets without a file system", async () => {
  const source = { name: "line.nnet", text };
  const { diagnostics, modules, plans } = compile(source, { load: () => undefined });
  expect(diagnostics).toEqual([]);
  expect(targets.get("ts")!.emit(plans[0]!)).toContain("export class Line");
  expect(format(source).text).toBe(text);
  const program = modules[0]!.programs.find((p) => p.name === "predict")!;
  const array = (shape: readonly number[], ...data: number[]) => ({ shape, data: Float64Array.from(data) });
  const inputs = { x: array([1, 2], 3, 4) };
  const storages = { "dense1.W": array([2, 1], 1, 10), "dense1.b": array([1], 0.5) };
  expect([...interpret(program, { inputs, storages, sizes: { N: 1 } }).results.get("prediction")!.data]).toEqual([43.5]);
});

test("errors come as data and as text", async () => {
  const { diagnostics } = check({ name: "line.nnet", text: text.replace("Dense", "Dens") }, { load: () => undefined });
  expect(diagnostics.map((d) => d.code)).toEqual(["unknown-name"]);
  const rendered = await renderers.find((r) => r.name === "text")!.render({ diagnostics, files: 1, version: "0" });
  expect(rendered).toContain("did you mean `Dense`?");
});
