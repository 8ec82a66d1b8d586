import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith } from "./run.ts";

const source = (path: string): string => JSON.stringify(join(import.meta.dirname, "../../src", path));

test("an internal failure is a coded error with a dump, never a bare stack", () => {
  const cwd = folderWith({
    "crash.ts": `import { reportFailure } from ${source("cli/failure.ts")};
import { PassError } from ${source("passes/pipeline.ts")};
reportFailure(new PassError("fold", 'graph "train"\\n', new Error("boom")));`,
  });
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(cwd, "crash.ts")], { encoding: "utf8", env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, TMPDIR: cwd } });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(/^error\[internal-error\]: the compiler failed: the pass fold failed: boom\n {3}= version: nnc /);
  expect(stderr).toContain("please report it");
  expect(stderr).not.toMatch(/^\s+at /m);
  const dump = /dump: (\S+)/.exec(stderr)![1]!;
  expect(readFileSync(dump, "utf8")).toMatch(/PassError: the pass fold failed[^]*\s+at [^]*\ngraph "train"\n/);
  rmSync(dump);
});

test("the program itself starts", () => {
  const { status, stdout } = spawnSync(process.execPath, [join(import.meta.dirname, "../../bin/nnc.js"), "--version"], { encoding: "utf8" });
  expect({ status, stdout }).toEqual({ status: 0, stdout: "0.1.0\n" });
});
