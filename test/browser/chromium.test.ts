import { existsSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { linearPlan } from "../emit/plans.ts";
import { allTargets, create, emit } from "../emit/run.ts";
import { executablePath, onPage } from "./page.ts";

const batch = { x: [1, 2, 3, -1, 0.5, 2, 0, 1, 1, 2, 2, -1], t: [1, -2, 0.5, 3], label: [0, 1, 2, 4] };

/** A text, since the test runner rewrites imports in functions. */
const script = `(async () => {
  const { Linear } = await import("/model.js");
  const model = await Linear.create({ N: 4, seed: 3 });
  const batch = ${JSON.stringify(batch)};
  const losses = [];
  for (let step = 0; step < 20; step++) losses.push(model.train(batch).nll);
  return { losses, file: [...model.save()], y: [...model.predict({ x: batch.x }).y] };
})()`;

const digitsBatch = { image: Array.from({ length: 8 * 64 }, (_, i) => ((i * 37) % 17) / 16), digit: [0, 1, 2, 3, 4, 5, 6, 7] };

const digitsScript = `(async () => {
  const { Digits } = await import("/digits.js");
  const model = await Digits.create({ N: 8, seed: 1 });
  return Array.from({ length: 5 }, () => model.train(${JSON.stringify(digitsBatch)}).nll);
})()`;

interface Outcome {
  readonly losses: number[];
  readonly file: number[];
  readonly y: number[];
}

test.skipIf(!existsSync(executablePath)).each(allTargets)(`a module for $name trains in headless Chromium (skipped where ${executablePath} is missing)`, async (target) => {
  const example = new URL("../../examples/digits/digits.nnet", import.meta.url);
  const [digits] = compile({ name: "digits.nnet", text: readFileSync(example, "utf8") }, { load: () => undefined, target }).plans;
  if (!digits) throw new Error("the example does not compile");
  const scripts = { "/model.js": stripTypeScriptTypes(emit(linearPlan(), target)), "/digits.js": stripTypeScriptTypes(emit(digits, target)) };
  await onPage(scripts, {}, async (page) => {
    const inBrowser: Outcome = await page.evaluate(script);

    const model = await create(linearPlan(), { N: 4, seed: 3 }, target);
    const losses = Array.from({ length: 20 }, () => model.train(batch)["nll"]);
    expect(inBrowser.losses).toEqual(losses);
    expect(inBrowser.losses.at(-1)).toBeLessThan(inBrowser.losses[0]!);
    expect(inBrowser.y).toEqual([...(model.predict({ x: batch.x })["y"] as Float32Array)]);
    // The browser's file resumes here.
    const resumed = await create(linearPlan(), { N: 4 }, target);
    resumed.load(Uint8Array.from(inBrowser.file));
    expect(resumed.save()).toEqual(model.save());

    const inDigits: number[] = await page.evaluate(digitsScript);
    const here = await create(digits, { N: 8, seed: 1 }, target);
    const losses8 = Array.from({ length: 5 }, () => Number(here.train(digitsBatch)["nll"]));
    expect(losses8.length).toBe(5);
    losses8.forEach((loss, step) => expect(Math.abs(inDigits[step]! / loss - 1)).toBeLessThan(1e-5));
  });
});
