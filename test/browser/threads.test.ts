import { existsSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { targets } from "../../src/emit/targets.ts";
import { isShared } from "../../src/kernel/share.ts";
import { emit } from "../emit/run.ts";
import { executablePath, isolated, onPage } from "./page.ts";

const target = targets.get("wasm")!;

/** A text, since the test runner rewrites imports in functions. */
const script = `(async () => {
  const { Digits } = await import("/digits.js");
  const batch = { image: Array.from({ length: 32 * 64 }, (_, i) => ((i * 37) % 17) / 16), digit: Array.from({ length: 32 }, (_, i) => i % 10) };
  const outcomes = [];
  for (const threads of [1, 2, 3]) {
    const model = await Digits.create({ N: 32, seed: 1, threads });
    outcomes.push({ losses: Array.from({ length: 10 }, () => model.train(batch).nll), file: [...model.save()].join() });
    model.close();
  }
  return { isolated: crossOriginIsolated, outcomes };
})()`;

interface Outcome {
  readonly isolated: boolean;
  readonly outcomes: readonly { readonly losses: readonly number[]; readonly file: string }[];
}

test.skipIf(!existsSync(executablePath)).each([true, false])(`a module trains with threads in headless Chromium, on a page that is cross-origin isolated: %s (skipped where ${executablePath} is missing)`, async (isIsolated) => {
  const example = new URL("../../examples/digits/digits.nnet", import.meta.url);
  const [digits] = compile({ name: "digits.nnet", text: readFileSync(example, "utf8") }, { load: () => undefined, target }).plans;
  if (!digits) throw new Error("the example does not compile");
  expect(digits.kernels.filter(isShared).length).toBeGreaterThan(10);
  await onPage({ "/digits.js": stripTypeScriptTypes(emit(digits, target)) }, isIsolated ? isolated : {}, async (page) => {
    const warnings: string[] = [];
    page.on("console", (message) => void (message.type() === "warning" && warnings.push(message.text())));
    const found: Outcome = await page.evaluate(script);
    expect(found.isolated).toBe(isIsolated);
    const [one, two, three] = found.outcomes;
    expect(one!.losses.at(-1)).toBeLessThan(one!.losses[0]!);
    expect(two).toEqual(one);
    expect(three).toEqual(one);
    // Without headers there is one thread, and a word on why.
    expect(warnings.map((text) => text.slice(0, 35))).toEqual(isIsolated ? [] : ["The model runs in one thread, not 2", "The model runs in one thread, not 3"]);
  });
});
