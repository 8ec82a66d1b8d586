import { chmodSync, lstatSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeWhole } from "../../src/cli/write.ts";
import { DiagnosticError } from "../../src/diagnostics/diagnostic.ts";
import { folderWith } from "./run.ts";

const codeOf = (job: () => void): string | undefined => {
  try {
    job();
  } catch (thrown) {
    if (thrown instanceof DiagnosticError) return thrown.diagnostics[0]?.code;
    throw thrown;
  }
  return undefined;
};

test("writes new files, replaces old ones, leaves nothing beside them", () => {
  const folder = folderWith({ old: "before" });
  writeWhole(join(folder, "old"), "after");
  writeWhole(join(folder, "new"), Uint8Array.of(1, 2));
  expect(readFileSync(join(folder, "old"), "utf8")).toBe("after");
  expect([...readFileSync(join(folder, "new"))]).toEqual([1, 2]);
  expect(readdirSync(folder).sort()).toEqual(["new", "old"]);
});

test("keeps links and modes", () => {
  const folder = folderWith({ target: "before" });
  chmodSync(join(folder, "target"), 0o600);
  symlinkSync("target", join(folder, "link"));
  writeWhole(join(folder, "link"), "after");
  expect(lstatSync(join(folder, "link")).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(folder, "target"), "utf8")).toBe("after");
  expect(statSync(join(folder, "target")).mode & 0o777).toBe(0o600);
});

test("what can't be written is a coded error and changes nothing", () => {
  const folder = folderWith({ file: "x" });
  mkdirSync(join(folder, "directory"));
  expect(codeOf(() => writeWhole(join(folder, "directory"), ""))).toBe("cannot-write");
  expect(codeOf(() => writeWhole(join(folder, "missing", "x"), ""))).toBe("cannot-write");
  expect(codeOf(() => writeWhole(join(folder, "file", "x"), ""))).toBe("cannot-write");
  expect(readdirSync(folder).sort()).toEqual(["directory", "file"]);
  writeWhole("/dev/null", "x");
});
