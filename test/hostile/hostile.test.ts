import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { emit, typeErrors } from "../emit/run.ts";
import { names, plain, source, texts, type Names } from "./sources.ts";

interface Case {
  readonly what: string;
  readonly names: Names;
  readonly text: string;
}

interface Seen {
  readonly exports: readonly string[];
  readonly size: string;
  readonly inputs: readonly string[];
  readonly numbers: readonly (readonly (readonly [string, unknown])[])[];
  readonly refused: string;
}

/** The whole compiler: a source to the text of its module. */
function moduleOf(text: string, file = "model.nnet"): string {
  const { diagnostics, plans } = compile({ name: file, text }, { load: () => undefined });
  expect(diagnostics).toEqual([]);
  expect(plans).toHaveLength(1);
  return emit(plans[0]!);
}

/** Each name in each place: the parts of model `i` are called as the names from the i-th on. */
const renamed: readonly Case[] = names.map((_, i) => {
  const name = (k: number): string => names[(i + k) % names.length]!;
  const parts = Object.fromEntries(Object.keys(plain).map((key, k) => [key, name(k)])) as unknown as Names;
  return { what: `names from ${name(0)}`, names: parts, text: moduleOf(source(parts)) };
});
const written: readonly Case[] = texts.flatMap((text) => [
  { what: `comments and strings ${JSON.stringify(text)}`, names: plain, text: moduleOf(source(plain, text)) },
  { what: `the file ${JSON.stringify(text)}`, names: plain, text: moduleOf(source(plain), `${text}.nnet`) },
  { what: `the file ${JSON.stringify(`a\n${text}`)}`, names: plain, text: moduleOf(source(plain), `a\n${text}`) },
]);
const cases: readonly Case[] = [{ what: "plain", names: plain, text: moduleOf(source(plain)) }, ...renamed, ...written];

const folder = mkdtempSync(join(tmpdir(), "nnc-hostile-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs modules in a fresh process. */
function run(modules: readonly string[]): { readonly results: readonly Seen[]; readonly changed: readonly string[] } {
  const inside = mkdtempSync(join(folder, "run-"));
  modules.forEach((text, i) => writeFileSync(join(inside, `m${String(i).padStart(4, "0")}.mjs`), stripTypeScriptTypes(text)));
  copyFileSync(join(import.meta.dirname, "runner.mjs"), join(inside, "runner.mjs"));
  return JSON.parse(execFileSync(process.execPath, [join(inside, "runner.mjs"), inside], { encoding: "utf8" }));
}

test("nothing but the model happens: the same numbers under hostile names, and a world as it was", () => {
  const { results, changed } = run(cases.map(({ text }) => text));
  expect({ changed, count: results.length }).toEqual({ changed: [], count: cases.length });
  expect(cases.length).toBeGreaterThan(150);
  const expected = results[0]!;
  expect(expected.numbers.flat().map(([name]) => name)).toEqual(["nll", "accuracy", "nll", "accuracy", "nll", "accuracy", "nll", "accuracy", "probs"]);
  results.forEach((seen, i) => {
    const { what, names: n } = cases[i]!;
    const called = new Map<string, string>([["nll", n.loss], ["accuracy", n.metric], ["probs", n.output]]);
    expect(seen.numbers, what).toEqual(expected.numbers.map((entries) => entries.map(([name, value]) => [called.get(name), value])));
    expect({ size: seen.size, inputs: seen.inputs, refused: seen.refused }, what).toEqual({ size: n.size, inputs: [n.input, n.label], refused: "missing-input" });
    expect(seen.exports, what).toHaveLength(expected.exports.length);
  });
});

test("all modules pass the strictest compiler, and no comment becomes a directive", () => {
  for (const { text, what } of cases) {
    expect(/^\s*(?:\/\/|\/?\*).*@ts-|^\s*\/\/[#@/]|[\u2028\u2029\u202e\0\x1b]/m.test(text), what).toBe(false);
  }
  expect(typeErrors(Object.fromEntries(cases.map(({ text }, i) => [`m${i}`, text])))).toBe("");
});

test("what a data block says is not in the module", () => {
  const mark = "a-file-that-nobody-names-like-this.csv";
  expect(moduleOf(source(plain).replace(/csv\(".*"\)/, `csv("${mark}")`))).not.toContain(mark);
});

test("planted bugs are caught: a comment that ends early, a key that is pasted, a name that is taken", () => {
  const [first] = cases;
  const comment = first!.text.replace("compiled by nnc from ", "compiled by nnc from a\nglobalThis.stolen = 1; //");
  expect(comment).not.toBe(first!.text);
  expect(run([comment]).changed).toEqual(["0 stolen"]);
  const proto = moduleOf(source({ ...plain, output: "__proto__" }));
  const pasted = proto.replaceAll('["__proto__"]: ', '"__proto__": ');
  expect(pasted).not.toBe(proto);
  expect(run([pasted]).results[0]!.numbers.at(-1)).toEqual([]);
  expect(typeErrors({ taken: first!.text.replaceAll("class Plain", "class Memory") })).not.toBe("");
});
