import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { targets } from "../../src/emit/targets.ts";
import { classOf, load } from "./run.ts";

const example = (name: string): string => readFileSync(new URL(`../../examples/${name}`, import.meta.url), "utf8");

/** The bytes of each block that a module reserves when it is created, by name; wrapped around its own `Layout`. */
async function reserved(module: string, model: string, sizes: object): Promise<ReadonlyMap<string, number>> {
  const allocate = module.slice(module.indexOf("function allocate("));
  const names = [...allocate.slice(0, allocate.indexOf("\n}\n")).matchAll(/(?:const (\w+) = )?layout\.reserve\(.*\);(?: \/\/ (.*))?$/gm)].map(([, name, comment]) => name ?? comment ?? "");
  const bytes: number[] = [];
  Object.assign(globalThis, { reserved: bytes });
  const told = module.replace(/(reserve\(length: number\): Block \{\n)([^}]*?)( {4}return)/, "$1    const before = this.bytes;\n$2    globalThis.reserved.push(this.bytes - before);\n$3");
  await classOf((await load(told))[model]).create(sizes);
  expect(bytes).toHaveLength(names.length);
  return new Map(names.map((name, i) => [name, bytes[i]!]));
}

test.each([...targets.values()].filter(({ device }) => device === undefined).flatMap((target) => [
  ["digits/digits.nnet", "Digits", { N: 33 }, target] as const,
  ["charlm/charlm.nnet", "CharLm", { N: 3, T: 21 }, target] as const,
  ["regression/softmax.nnet", "Softmax", { N: 7 }, target] as const,
]))("%s: a module of %s for %j reserves what check says that a step needs, to the byte", async (name, model, sizes, target) => {
  const { plans, memory } = compile({ name, text: example(name) }, { load: () => undefined, target, memory: { bytes: 1e12, sizes } });
  const [plan] = plans;
  const blocks = await reserved(target.emit(plan!), plan!.module.name, sizes);
  const slots = [...blocks].filter(([block]) => /^slot ?\d+$/.test(block));
  expect(slots.length).toBeGreaterThan(3);
  expect(model).toBe(plan!.module.name);
  expect(slots.reduce((sum, [, bytes]) => sum + bytes, 0)).toBe(memory[0]!.bytes);
});
