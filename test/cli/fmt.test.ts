import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith, nnc } from "./run.ts";

const messy = "// first\nmodel   M {\n  input x:[N,4]   // here\n  output z=x|>Dense(3)\n}\n";
const broken = "model M {\n  output z = (\n}\n";

test("formats in place, keeps comments, and comes to rest", () => {
  const cwd = folderWith({ "a.nnet": messy });
  expect(nnc(["fmt", "a.nnet"], { cwd })).toEqual({ code: 0, out: "", err: "formatted a.nnet\n" });
  const text = readFileSync(join(cwd, "a.nnet"), "utf8");
  expect(text).toContain("// first\nmodel M {\n");
  expect(text).toContain("// here");
  expect(text).toContain("output z = x |> Dense(3)");
  const { mtimeMs } = statSync(join(cwd, "a.nnet"));
  expect(nnc(["fmt"], { cwd })).toEqual({ code: 0, out: "", err: "0 files changed\n" });
  expect(statSync(join(cwd, "a.nnet")).mtimeMs).toBe(mtimeMs);
});

test("--check writes nothing and exits with 1", () => {
  const cwd = folderWith({ "a.nnet": messy });
  const run = nnc(["fmt", "--check", "a.nnet"], { cwd });
  expect(run).toMatchObject({ code: 1, out: "" });
  expect(run.err).toContain("error[not-formatted]: `a.nnet` is not formatted\n  --> a.nnet\n");
  expect(readFileSync(join(cwd, "a.nnet"), "utf8")).toBe(messy);
  nnc(["fmt", "a.nnet"], { cwd });
  expect(nnc(["fmt", "--check", "a.nnet"], { cwd })).toMatchObject({ code: 0 });
});

test("standard input goes to standard output", () => {
  const { code, out, err } = nnc(["fmt", "-"], { input: messy });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain("model M {\n  input x: [N, 4]");
});

test("a source with syntax errors is left alone, the others are formatted", () => {
  const cwd = folderWith({ "a.nnet": messy, "b.nnet": broken });
  const run = nnc(["fmt"], { cwd });
  expect(run).toMatchObject({ code: 1, out: "" });
  expect(run.err).toContain("--> b.nnet:");
  expect(readFileSync(join(cwd, "b.nnet"), "utf8")).toBe(broken);
  expect(readFileSync(join(cwd, "a.nnet"), "utf8")).not.toBe(messy);
});
