import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import type { Source } from "../../src/base/source.ts";
import { compile } from "../../src/compile.ts";
import { smallSizes } from "../../src/interpret/random-inputs.ts";
import { elements } from "../../src/types/tensor.ts";
import { allTargets, classOf, emit, load, typeErrors } from "./run.ts";

const folder = new URL("../../examples/", import.meta.url).pathname;
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".nnet"));
const read = (file: string): Source | undefined => (existsSync(join(folder, file)) ? { name: file, text: readFileSync(join(folder, file), "utf8") } : undefined);
const plans = allTargets.flatMap((target) => files.flatMap((file) => compile(read(file)!, { load: read, target }).plans.map((plan) => ({ file, plan, target }))));

/** Models whose steps take a moment; the large ones are only compiled here. */
const small = plans.filter(({ plan }) => plan.module.storages.reduce((sum, { type }) => sum + elements(type).evaluate({}), 0) < 300_000);

test("the modules of all examples pass the strictest compiler", () => {
  expect(plans.length).toBeGreaterThan(0);
  expect(typeErrors(Object.fromEntries(plans.map(({ file, plan, target }) => [`${basename(file, ".nnet").replaceAll("-", "_")}_${target.name}`, emit(plan, target)])))).toBe("");
});

test.each(small.map(({ file, plan, target }) => [file, target.name, plan, target] as const))("%s, %s: a few steps run, and go on from a file bit for bit", async (_file, _name, plan, target) => {
  const module = await load(emit(plan, target));
  const Class = classOf(module[plan.module.name]);
  const sizes = smallSizes(plan.module.sizes, plan.module.requirements, { N: 4 })!;
  const batch = Object.fromEntries(
    plan.module.inputs.map(({ name, type }) => {
      const length = type.shape.reduce((product, size) => product * size.evaluate(sizes), 1);
      const bound = type.bound?.evaluate(sizes) ?? 2;
      return [name, Array.from({ length }, (_, i) => (type.dtype === "f32" ? ((i * 37) % 11) / 11 : (i * 7) % bound))];
    }),
  );
  const phase = plan.module.phases[0]!.name;
  const options = { phase, sizes };
  const whole = await Class.create({ ...sizes, seed: 1 });
  whole.train(batch, options);
  const resumed = await Class.create({ ...sizes, seed: 2 });
  resumed.load(whole.save());
  for (let step = 0; step < 3; step++) expect(resumed.train(batch, options)).toEqual(whole.train(batch, options));
  expect(resumed.save()).toEqual(whole.save());
  expect(resumed.predict(batch, { sizes })).toEqual(whole.predict(batch, { sizes }));
  expect(whole.step).toBe(4);
});
