import { expect, test } from "vitest";
import { folderWith, nnc, tiny } from "./run.ts";

test("defaults come from the nearest file; what is written wins", () => {
  const cwd = folderWith({ "nnc.config.json": '{ "check": { "format": "json" } }', "sub/a.nnet": tiny });
  const sub = `${cwd}/sub`;
  expect(JSON.parse(nnc(["check"], { cwd: sub }).out).version).toBe(1);
  expect(nnc(["check", "--format", "text"], { cwd: sub }).out).toContain("no errors in 1 file");
  expect(nnc(["check", "--no-config"], { cwd: sub }).out).toContain("no errors in 1 file");
});

test("package.json and --config", () => {
  const cwd = folderWith({ "package.json": '{ "nnc": { "summary": { "set": ["N=5"] } } }', "other.json": '{ "summary": { "set": "N=7" } }', "a.nnet": tiny });
  expect(nnc(["summary", "a.nnet"], { cwd }).out).toContain("at N = 5");
  expect(nnc(["summary", "a.nnet", "--set", "N=6"], { cwd }).out).toContain("at N = 6");
  expect(nnc(["--config", "other.json", "summary", "a.nnet"], { cwd }).out).toContain("at N = 7");
  expect(nnc(["--config", "none.json", "summary", "a.nnet"], { cwd }).err).toContain("error[missing-file]");
});

test.each(["{", "[]", '{ "check": "json" }', '{ "chek": {} }', '{ "check": { "format": {} } }'])("%s is a coded error", (text) => {
  const cwd = folderWith({ "nnc.config.json": text, "a.nnet": tiny });
  const run = nnc(["check"], { cwd });
  expect(run).toMatchObject({ code: 2, out: "" });
  expect(run.err).toContain("error[bad-config]");
});
