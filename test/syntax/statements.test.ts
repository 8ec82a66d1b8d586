import { expect, test } from "vitest";
import type { Train } from "../../src/syntax/ast.ts";
import { parseText, sources } from "./support.ts";

const real = sources();

test("there are sources", () => expect(real.length).toBeGreaterThan(10));

test.each(real.map(({ name, text }) => [name, text]))("%s parses", (_, text) => {
  const { file, diagnostics } = parseText(text);
  expect(diagnostics).toEqual([]);
  expect(file.declarations.length).toBeGreaterThan(0);
});

function trainOf(body: string): Train | undefined {
  const { file, diagnostics } = parseText(`model M {\n  train head ${body}\n}\n`);
  expect(diagnostics).toEqual([]);
  const [model] = file.declarations;
  const [train] = model?.kind === "model" ? model.body : [];
  return train?.kind === "train" ? train : undefined;
}

const settings = [
  "minimize nll + 1e-4 * l2(net)", "over all except stem, head", "using adam(lr: 1e-3)", "clip norm(5)", "batch 64 in 4 parts", "average 0.999", "epochs 20",
  "seed 1", "sample x, y = flip(x)", "augment crop(4)", "stop when val.nll has not improved for 5 epochs",
];

test.each([["on lines", "\n"], ["on one line", " "]])("train settings %s", (_, separator) => {
  const train = trainOf(`{ ${settings.join(separator)} }`);
  expect(train).toMatchObject({
    name: { name: "head" },
    minimize: { kind: "binary" },
    over: [{ except: true, items: [{ name: "stem" }, { name: "head" }] }],
    clip: { by: "norm", limit: { value: 5 } },
    using: [{ kind: "call" }],
    batch: { value: 64 },
    parts: { value: 4 },
    average: { value: 0.999 },
    epochs: { value: 20 },
    seed: { value: 1 },
    sample: { inputs: [{ name: "x" }, { name: "y" }] },
    stop: { split: { name: "val" }, quantity: { name: "nll" }, epochs: { value: 5 } },
  });
});

test("several optimizers stand in pairs with what they are over", () => {
  const pairs = { over: [{ items: [{ name: "a" }] }, { except: true, items: [{ name: "a" }] }], using: [{ name: "f" }, { name: "g" }] };
  expect(trainOf("{ minimize l over a using f over all except a using g }")).toMatchObject(pairs);
  expect(trainOf("{ using f minimize l over a\n batch 8\n using g over all except a }")).toMatchObject(pairs);
  const wrong = (settings: string) => parseText(`model M {\n  train { minimize l ${settings} }\n}\n`).diagnostics.map(({ code, message }) => [code, message]);
  expect(wrong("using f using g")).toEqual([["duplicate-setting", "`using` is set twice in one `train`"]]);
  expect(wrong("over a over b using f")).toEqual([["duplicate-setting", "`over` is set twice in one `train`"]]);
  expect(wrong("over a using f over b")).toEqual([["duplicate-setting", "`over` is set twice in one `train`"]]);
});

test("settings are names elsewhere", () => {
  expect(trainOf("{ minimize average over parts batch parts in parts parts }")).toMatchObject({ minimize: { name: "average" }, over: [{ items: [{ name: "parts" }] }], batch: { name: "parts" }, parts: { name: "parts" } });
  expect(trainOf("{ minimize seed over batch, all }")).toMatchObject({ minimize: { name: "seed" }, over: [{ except: false }] });
  expect(trainOf("{ minimize a over all }")).toMatchObject({ over: [{ except: true, items: [] }] });
});

test("keywords are names where nothing begins with them", () => {
  const body = ["data = x", "loss = data", "train = loss + batch", "input, output = f(train)", "scan = from(in: where)", "metric := scan", "return param"];
  const { file, diagnostics } = parseText(`layer fn(layer, model = data)(x, state: [N]) {\n  ${body.join("\n  ")}\n}\n`);
  expect(diagnostics).toEqual([]);
  const [layer] = file.declarations;
  expect(layer?.kind === "layer" && layer.body.statements.length).toBe(body.length);
});

test("inputs and states share a line, a doc comment, and not their spans", () => {
  const { file } = parseText("model M {\n  /// The faces.\n  /// Three of them.\n  input a: [N], b: int[N], c: index(10)[N]\n}\n");
  const [model] = file.declarations;
  const items = model?.kind === "model" ? model.body : [];
  expect(items).toMatchObject([
    { kind: "input", name: { name: "a" }, doc: "The faces.\nThree of them.", type: { element: "f32" } },
    { name: { name: "b" }, doc: "The faces.\nThree of them.", type: { element: "int" } },
    { name: { name: "c" }, type: { element: { index: { value: 10 } } } },
  ]);
});

test("scan, in reverse, with carries and a mask", () => {
  const text = "layer A(x) {\n  return scan reverse t in T with c = zeros[N], h = h0 where mask[:, t] {\n    yield c\n  } |> f\n}\n";
  const [layer] = parseText(text).file.declarations;
  const [only] = layer?.kind === "layer" ? layer.body.statements : [];
  expect(only?.kind === "return" && only.value).toMatchObject({
    kind: "pipe",
    value: { kind: "scan", reverse: true, index: { name: "t" }, carries: [{}, {}], where: { kind: "subscript" } },
  });
});
