import { expect, test } from "vitest";
import { commentText, propertyKey, stringLiteral } from "../../src/emit/typescript/text.ts";
import { sizeKey } from "../../src/emit/host/options.ts";
import { linearPlan } from "./plans.ts";
import { classOf, create, emit, load, typeErrors } from "./run.ts";

/** Texts that would do something if they became program. */
const hostile = [
  '"; globalThis.stolen = 1; "',
  "'; globalThis.stolen = 1; '",
  "`; globalThis.stolen = 1; `",
  "${globalThis.stolen = 1}",
  "*/ globalThis.stolen = 1; /*",
  "**/globalThis.stolen = 1//",
  "a\n globalThis.stolen = 1; //",
  "a\r\nglobalThis.stolen = 1; //",
  "a\u2028globalThis.stolen = 1; //",
  "a\u2029globalThis.stolen = 1; //",
  "a\u0085globalThis.stolen = 1; //",
  "\\",
  '\\"; globalThis.stolen = 1; //',
  "\\u002a/ globalThis.stolen = 1",
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "class",
  "await",
  "let",
  "static",
  "arguments",
  "Math",
  "Float32Array",
  "Object",
  "ModelError",
  "allocate",
  "Memory",
  "m",
  "seed",
  "batch",
  "options",
  "memory",
  "step",
  "epoch",
  "randomNormal",
  "runTrain",
  "größe",
  "数",
  "\u202e evil",
  "\ud800",
  "\0",
  "// @ts-nocheck",
  "@ts-expect-error",
  "@ts-ignore",
  "/// <reference types='node' />",
  "# sourceMappingURL=http://127.0.0.1:1/x",
  "<!-- -->",
  "</script><script>",
  "1digit",
  "a b",
  "a.b/c-d",
];

const batch = [[1, 2, 3, -1, 0.5, 2], [1, -2], [0, 3]] as const;

/** What a model with ordinary names gives. */
const plain = create(linearPlan(), { N: 2, seed: 1 }).then((model) => ({
  steps: [0, 1].map(() => model.train({ x: batch[0], t: batch[1], label: batch[2] })),
  y: model.predict({ x: batch[0] })["y"],
}));

test.each(hostile)("stays text: %j", async (text) => {
  // Distinct names, each with the hostile text; the class and its kernel have it too.
  for (const rename of [(name: string) => (name === "x" || name === "nll" || name === "y" ? text : name), (name: string) => (name === "N" ? text : name), (name: string) => text + name, (name: string) => name + text]) {
    const plan = linearPlan(rename);
    const module = await load(emit(plan));
    const Class = Object.values(module).find((value) => typeof value === "function" && "create" in value);
    const size = sizeKey(rename("N"));
    const model = await classOf(Class).create({ ...Object.fromEntries([[size, 2]]), seed: 1 });
    const { steps, y } = await plain;
    const given = Object.fromEntries(["x", "t", "label"].map((name, i) => [rename(name), batch[i]!]));
    for (const step of steps) expect(Object.entries(model.train(given))).toEqual(Object.entries(step).map(([name, value]) => [rename(name), value]));
    const outputs = model.predict(Object.fromEntries([[rename("x"), batch[0]]]));
    expect(Object.getPrototypeOf(outputs)).toBe(Object.prototype);
    expect(Object.entries(outputs)).toEqual([[rename("y"), y]]);
    model.load(model.save());
    expect(model.step).toBe(2);
    expect("stolen" in globalThis).toBe(false);
  }
});

test("hostile names are missing or refused like any other", async () => {
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    const model = await create(linearPlan((n) => (n === "t" ? name : n)));
    expect(() => model.train({ x: batch[0], label: batch[2] })).toThrow(/is missing: give a flat array of 2 numbers/);
  }
});

test("all of it passes the compiler, without directives", () => {
  const texts = hostile.flatMap((text) => [emit(linearPlan((name) => text + name)), emit(linearPlan((name) => (name === "x" || name === "y" || name === "N" ? text : name), ["a", "b"]))]);
  for (const text of texts) expect(text).not.toMatch(/^\s*(\/\/|\/?\*).*@ts-|^\s*\/\/[#@/]|[\u2028\u2029\u202e\0]/m);
  expect(texts.length).toBeGreaterThan(100);
  expect(typeErrors(Object.fromEntries(texts.map((text, i) => [`hostile${i}`, text])))).toBe("");
});

test("the texts themselves", () => {
  expect(commentText("a */ b\n// c")).toBe("a * / b // c");
  expect(commentText("x @ W + b")).toBe("x @ W + b");
  expect(commentText("@ts-ignore")).toBe("@ ts-ignore");
  expect(propertyKey("__proto__")).toBe('["__proto__"]');
  for (const text of hostile) {
    const value: unknown = JSON.parse(stringLiteral(text));
    expect(value).toBe(text);
  }
});

test("planted bug: names pasted as they are would be caught", async () => {
  const text = emit(linearPlan((name) => (name === "y" ? "__proto__" : name)));
  const broken = text.replaceAll('["__proto__"]: ', '"__proto__": ');
  expect(broken).not.toBe(text);
  const { Linear } = await load(broken);
  const model = await classOf(Linear).create({ N: 2 });
  expect(Object.entries(model.predict({ x: batch[0] }))).toEqual([]);
});
