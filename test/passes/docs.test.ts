import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "../../src/graph/parse.ts";
import { print } from "../../src/graph/print.ts";
import { ops } from "../../src/ops/all.ts";
import { passNames, pipeline } from "../../src/passes/pipeline.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/passes.md"), "utf8");
const sections = page.split(/^## /m).slice(1);
const passes = new Map(pipeline.flatMap((step) => ("run" in step ? [step] : step.passes)).map((pass) => [pass.name, pass]));

test("docs/passes.md has a section for each pass, in order of the pipeline", () => {
  expect(sections.map((s) => s.split("\n")[0])).toEqual(passNames);
});

test.each(sections.map((s) => [s.split("\n")[0]!, s] as const))("the example of %s is what the pass does", (name, section) => {
  const [before, after, ...more] = [...section.matchAll(/```graph\n(.*?)```/gs)].map((m) => m[1]!);
  expect(more).toEqual([]);
  expect(print(parse(before!, ops))).toBe(before);
  expect(print(passes.get(name)!.run(parse(before!, ops)))).toBe(after);
});
