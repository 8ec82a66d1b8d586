import { existsSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { expect, test } from "vitest";
import { targets } from "../../src/emit/targets.ts";
import { executablePath, onPage } from "../browser/page.ts";
import { linearPlan } from "../emit/plans.ts";
import { create } from "../emit/run.ts";

const batch = { x: [1, 2, 3, -1, 0.5, 2, 0, 1, 1, 2, 2, -1], t: [1, -2, 0.5, 3], label: [0, 1, 2, 4] };

/** A text, since the test runner rewrites imports in functions. */
const script = `(async () => {
  const { Linear } = await import("/model.js");
  const model = await Linear.create({ N: 4, seed: 3 });
  const batch = ${JSON.stringify(batch)};
  const steps = await model.trainMany(Array.from({ length: 10 }, () => batch));
  return { losses: steps.map((step) => step.nll), file: [...(await model.save())], y: [...(await model.predict({ x: batch.x })).y] };
})()`;

interface Outcome {
  readonly losses: number[];
  readonly file: number[];
  readonly y: number[];
}

test.skipIf(!existsSync(executablePath))(`shaders train in headless Chromium (skipped where ${executablePath} is missing)`, async () => {
  const scripts = { "/model.js": stripTypeScriptTypes(targets.get("wgsl")!.emit(linearPlan())) };
  await onPage(scripts, {}, async (page) => {
    const there: Outcome = await page.evaluate(script);
    const model = await create(linearPlan(), { N: 4, seed: 3 });
    const losses = Array.from({ length: 10 }, () => Number(model.train(batch)["nll"]));
    losses.forEach((loss, step) => expect(Math.abs(there.losses[step]! / loss - 1)).toBeLessThan(1e-5));
    expect(losses[9]).toBeLessThan(losses[0]!);
    // The browser's file goes on here.
    const resumed = await create(linearPlan(), { N: 4 });
    resumed.load(Uint8Array.from(there.file));
    expect(resumed.step).toBe(10);
    const y = resumed.predict({ x: batch.x })["y"] as Float32Array;
    y.forEach((value, i) => expect(there.y[i]).toBeCloseTo(value, 4));
  }, "software");
});
