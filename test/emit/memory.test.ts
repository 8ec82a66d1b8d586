import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { linearPlan } from "./plans.ts";
import { emit } from "./run.ts";

/** Steps a model and prints by how many bytes heap and array buffers grew; `leak` keeps a copy of each batch. */
const script = (leak: boolean): string => `
import { Linear } from "./linear.js";
const model = await Linear.create({ N: 4 });
const batch = { x: new Float32Array(12), t: new Float32Array(4), label: new Int32Array(4) };
const kept = [];
const run = (steps) => { for (let i = 0; i < steps; i++) { model.train(batch); model.evaluate(batch); ${leak ? "kept.push(batch.x.slice());" : ""} } };
const used = () => { gc(); gc(); const { heapUsed, arrayBuffers } = process.memoryUsage(); return heapUsed + arrayBuffers; };
run(20000);
const before = used();
run(20000);
const after = used();
console.log(after - before, kept.length);
`;

function growth(leak: boolean): number {
  const folder = mkdtempSync(join(tmpdir(), "nnc-heap-"));
  try {
    writeFileSync(join(folder, "package.json"), '{"type":"module"}');
    writeFileSync(join(folder, "linear.js"), stripTypeScriptTypes(emit(linearPlan())));
    writeFileSync(join(folder, "run.js"), script(leak));
    return Number.parseInt(execFileSync(process.execPath, ["--expose-gc", join(folder, "run.js")], { encoding: "utf8" }), 10);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("twenty thousand steps leave no memory behind", () => {
  // Less than ten bytes a step: room for what V8 learns, not for one object.
  expect(growth(false)).toBeLessThan(200_000);
});

test("planted bug: one kept array a step is caught", () => {
  expect(growth(true)).toBeGreaterThan(200_000);
});

test("no kernel and no program allocates: no array, object or closure in their text", () => {
  const text = emit(linearPlan());
  const functions = [...text.matchAll(/^function (run\w+|forward|loss|share_even|update_w|tick|init_w)\([^{]*\{\n([\s\S]*?)^\}/gm)];
  expect(functions.length).toBe(10);
  for (const [, name, body] of functions) expect(body, name).not.toMatch(/\bnew\b|=>|\.slice|\.map|\{ \w+:|= \[/);
});
