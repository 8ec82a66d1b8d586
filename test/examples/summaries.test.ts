import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nnc } from "../cli/run.ts";

const root = join(import.meta.dirname, "../..");

/** Large networks are quick to summarize but these are the two quickest; an ellipsis stands for lines that are left out. */
test.each(["alexnet", "vgg16"])("the README of %s shows what `nnc summary` prints", (name) => {
  const readme = readFileSync(join(root, `examples/${name}/README.md`), "utf8");
  const [, command, shown] = /^```text\n\$ npx nnc (.*)\n([^`]*)^```$/m.exec(readme) ?? [];
  const { code, out } = nnc(command!.split(" "), { cwd: root });
  expect(code).toBe(0);
  const printed = new Set(out.split("\n"));
  const lines = shown!.split("\n").filter((line) => line !== "…");
  expect(lines.length).toBeGreaterThan(10);
  expect(lines.filter((line) => !printed.has(line))).toEqual([]);
});
