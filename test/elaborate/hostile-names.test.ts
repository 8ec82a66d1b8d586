import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { create } from "../emit/run.ts";
import { codes } from "./support.ts";

/** Names that mean something to JavaScript, to TypeScript, or to the generated module itself. */
const hostile = [
  "__proto__", "constructor", "prototype", "toString", "valueOf", "hasOwnProperty", "__defineGetter__", "class", "let", "await", "async", "static", "function", "this", "null", "undefined",
  "NaN", "Infinity", "eval", "arguments", "new", "delete", "typeof", "void", "yield_", "enum", "interface", "private", "public", "any", "never", "Object", "Math", "Map", "Float32Array", "name",
  "length", "memory", "create", "train_", "predict", "evaluate", "save", "load", "ModelError", "options", "batch_", "globalThis", "_", "__", "objective", "init",
];

/** A model in which the name stands at one kind of place at a time, or at all that can share it. */
const places = ["input", "output", "loss", "metric", "layer", "hyper", "tensor", "size", "param", "state", "instance", "fn", "local", "phase", "optimizer", "slot", "model"] as const;

function model(name: string, place: (typeof places)[number] | undefined): string {
  const at = (here: (typeof places)[number], usual: string): string => (here === place ? name : usual);
  const [x, y, l, m, L] = [at("input", "x"), at("output", "y"), at("loss", "nll"), at("metric", "error"), at("layer", "Net")];
  const [k, u, N, w, s] = [at("hyper", "units"), at("tensor", "u"), at("size", "N"), at("param", "shift"), at("state", "seen")];
  const [net, f, z, p, o, v] = [at("instance", "net"), at("fn", "twice"), at("local", "z"), at("phase", "first"), at("optimizer", "heavy"), at("slot", "v")];
  return `layer ${L}(${k})(${u}: [${N}, D]) -> [${N}, ${k}] {
  param ${w}: [D, ${k}] ~ 0.5
  state ${s}: [] = 0
  if training {
    ${s} := ${s} + 1
  }
  return ${u} @ ${w}
}
fn ${f}(a) = 2 * a
optimizer ${o}(lr)(q, g, t) {
  state ${v} = 0
  ${v} := 0.5 * ${v} + g
  q := q - lr * ${v}
}
model ${at("model", "Subject")} {
  input ${x}: [${N}, 2], t: [${N}, 1]
  ${net} = ${L}(1)
  ${z} = ${f}(${net}(${x}))
  output ${y} = ${z}
  loss ${l} = squared_error(${z}, t)
  metric ${m} = mean(abs(${z} - t))
  train ${p} { minimize ${l} over ${net} using ${o}(0.1) }
  train other { minimize ${l} using ${o}(0.1) }
}
`;
}

async function behaviour(name: string, place: (typeof places)[number] | undefined): Promise<unknown> {
  const at = (here: (typeof places)[number], usual: string): string => (here === place ? name : usual);
  const { diagnostics, plans } = compile({ name: "m.nnet", text: model(name, place) }, { load: () => undefined });
  expect(diagnostics.map((d) => d.message)).toEqual([]);
  const built = await create(plans[0]!, Object.fromEntries([[at("size", "N"), 2], ["seed", 1]]));
  const x = [1, 2, -3, 0.5];
  const batch = Object.fromEntries([[at("input", "x"), x], ["t", [1, -1]]]);
  const phase = at("phase", "first");
  const steps = [0, 1, 2].map(() => built.train(batch, { phase }));
  for (const step of steps) expect(Object.keys(step)).toEqual([at("loss", "nll"), at("metric", "error")]);
  built.load(built.save());
  const outputs = built.predict(Object.fromEntries([[at("input", "x"), x]]));
  expect(Object.keys(outputs)).toEqual([at("output", "y")]);
  expect(Object.getPrototypeOf(outputs)).toBe(Object.prototype);
  return { steps: steps.map((s) => Object.values(s)), outputs: Object.values(outputs), step: built.step };
}

test("a name is a name, wherever it stands", { timeout: 120_000 }, async () => {
  const usual = await behaviour("", undefined);
  let cases = 0;
  for (const [i, name] of hostile.entries()) {
    // Every name at three kinds of places in turn; the worst at all of them.
    const chosen = i < 4 ? places : places.filter((_, p) => (p + i) % 6 === 0);
    for (const place of chosen) {
      if (name === "_" && place !== "input" && place !== "output") continue;
      expect({ name, place, ...(await behaviour(name, place) as object) }).toEqual({ name, place, ...(usual as object) });
      cases += 1;
    }
  }
  expect(cases).toBeGreaterThan(150);
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test("hostile names that are not declared are unknown like any other", () => {
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    expect(codes(`model M {\n input x: [N]\n output y = x + ${name}\n}`)).toEqual(["unknown-name"]);
    expect(codes(`model M {\n input x: [N, 3]\n output y = x |> Dense(3, ${name}: 1)\n}`)).toEqual(["unknown-argument"]);
    expect(codes(`import { ${name} } from "./a.nnet"\nmodel M {\n input x: [N, 3]\n output y = x\n}`)).toEqual(["unknown-file"]);
    expect(codes(`model M {\n input x: [N, 3]\n output y = x\n}\ndata train = ${name}("a") { x = columns(0..2) }`)).toEqual(["unknown-format"]);
    expect(codes(`model M {\n input ${name}: [N, 3]\n output y = ${name}\n}\ndata train = csv("a") { z = columns(0..2) }`)).toEqual(["missing-field"]);
  }
});

test("options of a reader are its own, whatever they are called", () => {
  for (const name of ["__proto__", "constructor"]) {
    expect(codes(`model M {\n input x: [N]\n output y = x\n}\ndata train = csv("a", ${name}: 1) { x = column(0) }`)).toEqual(["data-unknown-option"]);
  }
});

test("the training clock keeps its names", () => {
  for (const name of ["step", "epoch", "seed"]) {
    expect(codes(`model M {\n input x: [N]\n param ${name}: [] ~ ones\n output y = x * ${name}\n}`)).toEqual(["reserved-name"]);
    expect(codes(`model M {\n input x: [N, 3]\n ${name} = Dense(3)\n output y = ${name}(x)\n}`)).toEqual([]);
  }
});
