import { readFileSync, readdirSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { ops } from "../../src/ops/all.ts";
import { sameType } from "../../src/types/tensor.ts";
import { allCases, evaluated } from "./support/cases.ts";

const cases = allCases();

test("every operation has samples, a sentence and a name of its own", () => {
  expect(ops.size).toBeGreaterThan(65);
  for (const [name, op] of ops) {
    expect(op.name).toBe(name);
    expect(op.samples.length, name).toBeGreaterThan(0);
    expect(op.doc, name).toMatch(/\.$/);
  }
});

test.for(cases.map((c) => [c.label, c] as const))("%s: the type rule says what the reference gives", ([, { builder, node, env }]) => {
  const [value] = evaluated(builder, [node], env);
  expect(value!.shape).toEqual(node.type.shape.map((s) => s.evaluate(env.sizes)));
  if (node.type.dtype === "bool") for (const x of value!.data) expect([0, 1]).toContain(x);
  if (node.type.dtype === "i32") for (const x of value!.data) expect(Number.isInteger(x)).toBe(true);
  const bound = node.type.bound?.evaluate(env.sizes);
  if (bound !== undefined && !node.op.traits.memory) for (const x of value!.data) expect(x >= 0 && x < bound).toBe(true);
});

test("symbolic and constant sizes agree", () => {
  let symbolic = 0;
  for (const { op, sample, node, env } of cases) {
    if (node.type.shape.every((s) => s.constant() !== undefined)) continue;
    const fixed = (shape: readonly { evaluate(sizes: Readonly<Record<string, number>>): number }[]) => shape.map((s) => s.evaluate(env.sizes));
    const inputs = sample.inputs.map(({ type }) => ({ ...type, shape: type.shape.map((s) => s.substitute(new Map()).sub(s).add(s.evaluate(env.sizes))) }));
    if (sample.attributes && Object.values(sample.attributes).some((v) => JSON.stringify(v)?.includes('"terms"'))) continue;
    const type = op.type(inputs, sample.attributes ?? {}, () => {});
    expect(type.shape.map((s) => s.constant())).toEqual(fixed(node.type.shape));
    expect(sameType(type, { ...node.type, shape: type.shape })).toBe(true);
    symbolic += 1;
  }
  expect(symbolic).toBeGreaterThan(50);
});

test("every record of the folder is in the list", () => {
  const folder = new URL("../../src/ops/", import.meta.url);
  const files = readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith(".ts"));
  const declared = files.flatMap((name) => [...readFileSync(new URL(name, folder), "utf8").matchAll(/^export const (\w+): Op\b/gm)].map(([, record]) => record));
  expect(declared.length).toBeGreaterThan(60);
  expect(declared.sort()).toEqual([...ops.keys()].sort());
});

test("records may be loaded in any order, though they meet in cycles", async () => {
  const folder = new URL("../../src/ops/", import.meta.url);
  const files = readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith(".ts"));
  for (const name of files) {
    vi.resetModules();
    await expect(import(new URL(name, folder).href), name).resolves.toBeDefined();
  }
  expect(files.length).toBeGreaterThan(40);
});
