import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { typeErrors } from "../emit/run.ts";

const root = join(import.meta.dirname, "../..");
const files = globSync("examples/*/*.ts", { cwd: root }).filter((file) => readFileSync(join(root, file), "utf8").includes("compiled by nnc"));
const modules = Object.fromEntries(files.map((file) => [basename(file, ".ts"), readFileSync(join(root, file), "utf8")]));

test("the committed modules pass the strictest compiler, without imports and without types of Node or of a browser", () => {
  expect(Object.keys(modules).length).toBeGreaterThanOrEqual(7);
  for (const text of Object.values(modules)) expect(text).not.toMatch(/\bimport\b[^.]*["'(]|\brequire\s*\(|@ts-/);
  expect(typeErrors(modules)).toBe("");
});

test("a wrong type would be found", () => {
  expect(typeErrors({ wrong: `${modules["linear"]!}\nconst wrong: string = 1;\nexport { wrong };\n` })).toContain("TS2322");
});
