import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { filled, report } from "../../bench/report.ts";

test("a table of the benchmarks takes the place of the one with its name, and what the page lacks is said", () => {
  const page = "before\n\n<!-- bench: a -->\nold\n<!-- end of a -->\n\nbetween\n\n<!-- bench: b -->\n<!-- end of b -->\nafter\n";
  const output = "noise\n<!-- bench: a -->\n\n| $1 | $& |\n\n<!-- end of a -->\nmore\n<!-- bench: c -->\nx\n<!-- end of c -->\n";
  const result = filled(page, output);
  expect(result.page).toBe("before\n\n<!-- bench: a -->\n\n| $1 | $& |\n\n<!-- end of a -->\n\nbetween\n\n<!-- bench: b -->\n<!-- end of b -->\nafter\n");
  expect(result.missing).toEqual(["c"]);
});

test("the page has a place for what benchmarks print", () => {
  const page = readFileSync(new URL("../../docs/performance.md", import.meta.url), "utf8");
  const names = ["peers", "inference", "product", "growth", "compile", "gpu", "gpu/prediction"].flatMap((file) => {
    const text = readFileSync(new URL(`../../bench/${file}.ts`, import.meta.url), "utf8");
    return [...text.matchAll(/name: "([a-z-]+)",\s+title/g)].map(([, name]) => name!);
  });
  expect(names.length).toBeGreaterThan(3);
  for (const name of names) expect(page).toContain(`<!-- bench: ${name} -->`);
  const printed: string[] = [];
  const { log } = console;
  console.log = (line: string) => void printed.push(line);
  try {
    report({ name: "a", title: "A", head: ["", "x"], rows: [["r", "1"]] }, true);
  } finally {
    console.log = log;
  }
  expect(printed).toEqual(["<!-- bench: a -->\n\n| | x |\n|---|---|\n| r | 1 |\n\n<!-- end of a -->"]);
});
