import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "../../src/graph/parse.ts";
import { print } from "../../src/graph/print.ts";
import { verify } from "../../src/graph/verify.ts";
import { ops } from "../../src/ops/all.ts";
import { autodiff } from "../../src/passes/autodiff.ts";
import { collect } from "../../src/passes/collect.ts";
import { cse } from "../../src/passes/cse.ts";
import { dce } from "../../src/passes/dce.ts";
import { fold } from "../../src/passes/fold.ts";
import { hoist } from "../../src/passes/hoist.ts";
import { lookup } from "../../src/passes/lookup.ts";
import { narrow } from "../../src/passes/narrow.ts";
import { passNames } from "../../src/passes/pipeline.ts";
import { prune } from "../../src/passes/prune.ts";
import { simplify } from "../../src/passes/simplify.ts";
import { spread } from "../../src/passes/spread.ts";

/** `pairs/<pass>/<case>.before.graph` and `.after.graph`. */
const folder = join(import.meta.dirname, "pairs");
const passes = [autodiff, collect, cse, dce, fold, hoist, lookup, narrow, prune, simplify, spread];
const pairs = passes.flatMap((pass) =>
  readdirSync(join(folder, pass.name))
    .filter((file) => file.endsWith(".before.graph"))
    .map((file) => [`${pass.name}: ${file.replace(".before.graph", "").replaceAll("-", " ")}`, pass, join(folder, pass.name, file)] as const),
);

test.each(pairs)("%s", (_, pass, path) => {
  const before = readFileSync(path, "utf8");
  const graph = parse(before, ops);
  expect(print(graph)).toBe(before);
  const after = pass.run(graph);
  verify(after);
  expect(print(after)).toBe(readFileSync(path.replace(".before.", ".after."), "utf8"));
});

test("every pass of the pipeline has pairs", () => {
  expect(passes.map((p) => p.name).sort()).toEqual([...passNames].sort());
  for (const { name } of passes) expect(pairs.some(([, pass]) => pass.name === name)).toBe(true);
});
