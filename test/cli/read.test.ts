import { join } from "node:path";
import { expect, test } from "vitest";
import { expandFiles } from "../../src/cli/files.ts";
import { loadSource, readSource } from "../../src/cli/read.ts";
import { DiagnosticError, type Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { folderWith } from "./run.ts";

function problem(job: () => unknown): Diagnostic | undefined {
  try {
    job();
  } catch (thrown) {
    if (thrown instanceof DiagnosticError) return thrown.diagnostics[0];
    throw thrown;
  }
  return undefined;
}

test("reads UTF-8 without its mark", () => {
  const folder = folderWith({ "a.nnet": "\ufeffmodel ä" });
  expect(readSource(join(folder, "a.nnet"))).toEqual({ name: join(folder, "a.nnet"), text: "model ä" });
});

test("bad files are coded errors", () => {
  const folder = folderWith({ "digits.nnet": "", "latin.nnet": Uint8Array.of(0x61, 0xe4, 0x62) });
  expect(problem(() => readSource(join(folder, "digit.nnet")))).toMatchObject({ code: "missing-file", help: `did you mean \`${join(folder, "digits.nnet")}\`?` });
  expect(problem(() => readSource(join(folder, "digits.nnet", "x")))).toMatchObject({ code: "missing-file" });
  expect(problem(() => readSource(folder))).toMatchObject({ code: "is-a-directory" });
  expect(problem(() => readSource(join(folder, "latin.nnet")))).toMatchObject({ code: "not-utf8" });
  expect(problem(() => readSource("a\0b"))).toMatchObject({ code: "unreadable-file" });
  expect(loadSource(join(folder, "none.nnet"))).toBeUndefined();
});

test("files, folders and globs", () => {
  const folder = folderWith({ "a.nnet": "", "b/c.nnet": "", "b/d.txt": "", "node_modules/e.nnet": "", "[x].nnet": "" });
  const at = (...names: string[]) => names.map((name) => join(folder, name));
  expect(expandFiles([join(folder, "a.nnet"), "-"])).toEqual([join(folder, "a.nnet"), "-"]);
  expect(expandFiles([folder])).toEqual(at("[x].nnet", "a.nnet", "b/c.nnet"));
  expect(expandFiles([join(folder, "*.nnet"), join(folder, "a.nnet")])).toEqual(at("[x].nnet", "a.nnet"));
  expect(expandFiles([join(folder, "[x].nnet")])).toEqual(at("[x].nnet"));
  expect(expandFiles(at("none.nnet"))).toEqual(at("none.nnet"));
  expect(problem(() => expandFiles([join(folder, "*.onnx")]))).toMatchObject({ code: "no-files-match" });
  expect(problem(() => expandFiles([join(folder, "b/*.nnet/*")]))).toMatchObject({ code: "no-files-match" });
});
