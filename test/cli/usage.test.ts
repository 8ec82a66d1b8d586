import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { folderWith, nnc } from "./run.ts";

test("help goes to stdout and names every command", () => {
  const { code, out, err } = nnc(["--help"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  for (const { name, summary } of commands) expect(out).toMatch(new RegExp(`^  ${name} .*${summary.slice(0, 20)}`, "m"));
  expect(out).toContain("Exit codes: 0 fine, 1 findings, 2 wrong usage.");
});

test("no command at all is wrong usage", () => {
  const { code, out, err } = nnc([]);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain("Usage: nnc");
});

test.each([
  [["chek"], "unknown-command", "did you mean `check`?"],
  [["explain", "--fromat", "x"], "unknown-option", ""],
  [["ops", "--formt", "json"], "unknown-option", "did you mean `--format`?"],
  [["ops", "--format", "xml"], "bad-option-value", ""],
  [["ops", "--format"], "missing-argument", ""],
  [["ops", "a"], "too-many-arguments", ""],
  [["explain", "window-to-large"], "unknown-code", "did you mean `window-too-large`?"],
])("%j gives %s", (words, code, help) => {
  const run = nnc(words);
  expect(run).toMatchObject({ code: 2, out: "" });
  expect(run.err).toContain(`error[${code}]: `);
  expect(run.err).toContain(help);
  expect(run.err).not.toMatch(/^\s+at /m);
});

test("explain prints a page, and the list without a code", () => {
  const page = nnc(["explain", "error[missing-file]"]);
  expect(page).toMatchObject({ code: 0, err: "" });
  expect(page.out).toMatch(/^missing-file\n\nThere is no file of this name\./);
  expect(page.out).toContain("\nRight\n\n    nnc check digits.nnet\n");
  expect(nnc(["explain"]).out.split("\n")).toContain("window-too-large");
});

test("ops lists the operations, also as JSON", () => {
  expect(nnc(["ops"]).out).toMatch(/^exp +elementwise +yes +\S/m);
  const { operations } = JSON.parse(nnc(["ops", "--format", "json"]).out);
  expect(operations.length).toBeGreaterThan(40);
});

test("colours only where they are wanted", () => {
  expect(nnc(["explain", "x"]).err).not.toContain("\u001b[");
  expect(nnc(["explain", "x"], { env: { FORCE_COLOR: "1", NO_COLOR: "" } }).err).toContain("\u001b[");
});

test("a reader that stops early is no failure", async () => {
  const { spawnSync } = await import("node:child_process");
  const run = spawnSync("bash", ["-c", `"${process.execPath}" "${join(import.meta.dirname, "nnc.ts")}" ops | head -n 1; echo "\${PIPESTATUS[0]}"`], { encoding: "utf8" });
  expect(run.stderr).toBe("");
  expect(run.stdout.trim().split("\n").at(-1)).toBe("0");
});

test("temporary files are left nowhere", () => {
  const folder = folderWith({});
  nnc(["explain"], { cwd: folder });
  expect(readdirSync(folder)).toEqual([]);
});
