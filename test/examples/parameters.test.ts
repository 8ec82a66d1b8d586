import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { check } from "../../src/compile.ts";
import type { Source } from "../../src/base/source.ts";

const examples = join(import.meta.dirname, "../../examples");
const load = (name: string): Source => ({ name, text: readFileSync(join(examples, name), "utf8") });

/** The parameters of a model whose names pass the filter. */
function parameters(source: Source, model: string, wanted: (name: string) => boolean = () => true): number {
  const { diagnostics, modules } = check(source, { load });
  expect(diagnostics).toEqual([]);
  const stored = modules.find((m) => m.name === model)!.storages.filter(({ role, name }) => role === "param" && wanted(name));
  return stored.reduce((sum, { type }) => sum + type.shape.reduce((n, size) => n * size.evaluate({}), 1), 0);
}

test("GoogLeNet without its side outputs is Inception v1 as published", () => {
  expect(parameters(load("googlenet/googlenet.nnet"), "GoogLeNet", (name) => !name.startsWith("sideoutput"))).toBe(6_998_552);
});

test("the small ResNet-18 with all channels has the 11,173,962 parameters that it is known by, the narrow one says how many it has", () => {
  const narrow = load("resnet/cifar.nnet");
  const full = { ...narrow, text: narrow.text.replace("SmallResNet18Stem(16)", "SmallResNet18Stem()") };
  expect(parameters(full, "NarrowResNet18")).toBe(11_173_962);
  expect(narrow.text).toContain(`${parameters(narrow, "NarrowResNet18").toLocaleString("en")} parameters`);
});
