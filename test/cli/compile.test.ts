import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { unpackBytes } from "../../src/runtime/packed.ts";
import { folderWith, nnc, tiny } from "./run.ts";

test("to standard output, or to a file that is written whole", () => {
  const cwd = folderWith({ "tiny.nnet": tiny });
  const piped = nnc(["compile", "tiny.nnet"], { cwd });
  expect(piped).toMatchObject({ code: 0, err: "" });
  expect(piped.out).toContain("export class Tiny");
  const written = nnc(["compile", "tiny.nnet", "-o", "tiny.ts"], { cwd });
  expect(written).toMatchObject({ code: 0, out: "", err: "tiny.nnet -> tiny.ts\n" });
  expect(readFileSync(join(cwd, "tiny.ts"), "utf8")).toBe(piped.out);
  expect(piped.out).toMatch(/KiB of WebAssembly/);
  expect(nnc(["compile", "tiny.nnet", "--target", "ts"], { cwd }).out).toMatch(/^function update_\w+\(/m);
  expect(readdirSync(cwd).sort()).toEqual(["tiny.nnet", "tiny.ts"]);
});

test("a model with errors writes nothing", () => {
  const cwd = folderWith({ "tiny.nnet": tiny.replace("Dense(3)", "Dens(3)") });
  const { code, out, err } = nnc(["compile", "tiny.nnet", "-o", "tiny.ts"], { cwd });
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toContain("error[unknown-name]");
  expect(existsSync(join(cwd, "tiny.ts"))).toBe(false);
});

test("graphs after passes: text on stderr, --stop-after on stdout without a module", () => {
  const cwd = folderWith({ "tiny.nnet": tiny });
  const printed = nnc(["compile", "tiny.nnet", "-o", "tiny.ts", "--print-after=simplify"], { cwd });
  expect(printed).toMatchObject({ code: 0, out: "" });
  expect(printed.err).toMatch(/^\/\/ predict, after simplify\ngraph "predict"\n/m);
  const scheduled = nnc(["compile", "tiny.nnet", "-o", "tiny.ts", "--print-after=schedule"], { cwd });
  expect(scheduled.code).toBe(0);
  expect(scheduled.err).toMatch(/^kernel update_net_W: /m);
  expect(scheduled.err).toMatch(/^ +one by one /m);
  expect(nnc(["compile", "tiny.nnet", "-o", "tiny.ts", "--stop-after=schedule"], { cwd }).err).toContain("error[unknown-pass]");
  const all = nnc(["compile", "tiny.nnet", "-o", "tiny.ts", "--print-after-all"], { cwd });
  const changed = nnc(["compile", "tiny.nnet", "-o", "tiny.ts", "--print-changed"], { cwd });
  expect(changed.err.length).toBeGreaterThan(1000);
  expect(all.err.length).toBeGreaterThan(changed.err.length);
  const stopped = nnc(["compile", "tiny.nnet", "--stop-after=autodiff"], { cwd });
  expect(stopped).toMatchObject({ code: 0, err: "" });
  expect(stopped.out).toMatch(/^\/\/ train, after autodiff$/m);
  expect(stopped.out).not.toContain("export class");
  expect(nnc(["compile", "tiny.nnet", "--stop-after=autodif"], { cwd }).err).toContain("did you mean `autodiff`?");
});

test("dumps and timing", () => {
  const cwd = folderWith({ "tiny.nnet": tiny });
  const { code, err } = nnc(["compile", "tiny.nnet", "-o", "tiny.ts", "--dump-dir=dump/here", "--timing"], { cwd });
  expect(code).toBe(0);
  expect(err).toMatch(/^pass +ms +nodes before +after\n(.*\n)*autodiff +\d/m);
  const dumps = readdirSync(join(cwd, "dump/here"));
  expect(dumps.length).toBeGreaterThan(10);
  expect(dumps.every((name) => /^\d{3}-[\w.]+-\w+\.graph$/.test(name))).toBe(true);
});

test("a binary has the names of its kernels where they are asked for", () => {
  const cwd = folderWith({ "tiny.nnet": tiny });
  const binary = (...words: string[]): string => {
    const module = nnc(["compile", "tiny.nnet", ...words], { cwd }).out;
    const [, text] = /const wasmBinary =\n {2}"([^"]*)"/.exec(module)!;
    return Buffer.from(unpackBytes(text!, Number(/startWasm\(wasmBinary, (\d+),/.exec(module)![1]))).toString("latin1");
  };
  expect(binary("--names")).toContain("logits_forward");
  expect(binary()).not.toContain("logits_forward");
});

test("which model, which target", () => {
  const cwd = folderWith({ "two.nnet": tiny + tiny.replace("Tiny", "Other"), "none.nnet": "fn f(x: [N]) = x\n" });
  expect(nnc(["compile", "two.nnet"], { cwd }).err).toMatch(/error\[several-models\][^]*Tiny, Other/);
  expect(nnc(["compile", "two.nnet", "--model", "Other"], { cwd }).out).toContain("export class Other");
  expect(nnc(["compile", "two.nnet", "--model", "Othr"], { cwd }).err).toContain("did you mean `Other`?");
  expect(nnc(["compile", "none.nnet"], { cwd }).err).toContain("error[no-model]");
  expect(nnc(["compile", "two.nnet", "--target", "tss"], { cwd }).err).toContain("did you mean `ts`?");
});
