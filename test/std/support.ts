import { expect } from "vitest";
import { correct, gradcheck } from "../../src/interpret/gradcheck.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import type { NdArray } from "../../src/ops/op.ts";
import { compiled, program, Run, type Inputs } from "../elaborate/support.ts";

/** Numbers in [-1, 1), the same for the same seed. */
export function noise(shape: readonly number[], seed: number, scale = 1): NdArray {
  let state = seed * 7919 + 17;
  const next = (): number => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32) * 2 - 1;
  for (let i = 0; i < 5; i++) next();
  return { shape, data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => scale * next()) };
}

export function values(shape: readonly number[], data: readonly number[]): NdArray {
  expect(data.length).toBe(shape.reduce((a, b) => a * b, 1));
  return { shape, data: Float64Array.from(data) };
}

/** The element at some indices. */
export function at({ shape, data }: NdArray, ...index: readonly number[]): number {
  return data[index.reduce((sum, i, axis) => sum * shape[axis]! + i, 0)]!;
}

/** An array of the given shape, element by element. */
export function from(shape: readonly number[], f: (...index: number[]) => number): NdArray {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const length = shape.reduce((a, b) => a * b, 1);
  return { shape, data: Float64Array.from({ length }, (_, i) => f(...shape.map((n, axis) => Math.floor(i / strides[axis]!) % n))) };
}

export const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
export const total = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** What a construct of the library is given: real numbers, by which its derivative is checked, and other inputs by type. */
export interface Given {
  readonly real?: Inputs;
  readonly inputs?: Readonly<Record<string, { readonly type: string; readonly value: NdArray }>>;
  readonly declarations?: string;
  readonly sizes?: Readonly<Record<string, number>>;
  /** Lines before the expression. */
  readonly before?: string;
  /** Values of parameters in place of their initial ones. */
  readonly set?: Readonly<Record<string, ArrayLike<number>>>;
}

export interface Found extends NdArray {
  readonly run: Run;
}

/** The value of an expression in f64; its derivative by everything real (parameters of layers, too) is compared with differences. */
export function checked(expression: string, given: Given): Found {
  const found = valued(expression, given);
  expect(gradients(found.run, given)).toBeGreaterThan(0);
  return found;
}

/** The value alone: for what has no derivative. */
export function valued(expression: string, given: Given): Found {
  const run = new Run(compiled(source(expression, given)), given.sizes);
  for (const [name, { data }] of Object.entries(given.real ?? {})) run.set(name, [...data]);
  for (const [name, data] of Object.entries(given.set ?? {})) run.set(name, Array.from(data));
  const inputs = inputsOf(given);
  const { results } = interpret(program(run.module, "predict"), { inputs, storages: run.storages, sizes: run.sizes });
  return { run, ...results.get("y")! };
}

/** The numbers of elements whose derivatives were compared; none may be further off than the lecture's 1e-7. */
function gradients(run: Run, given: Given): number {
  const graph = program(run.module, "gradient");
  const env = { inputs: inputsOf(given), storages: run.storages, sizes: run.sizes };
  let compared = 0;
  for (const { name, error, checked: count } of gradcheck(graph, env, { sample: 40 })) {
    expect(error, `the derivative by ${name}`).toBeLessThanOrEqual(correct);
    compared += count;
  }
  return compared;
}

function inputsOf(given: Given): Inputs {
  return Object.fromEntries(Object.entries(given.inputs ?? {}).map(([name, { value }]) => [name, value]));
}

function source(expression: string, { real = {}, inputs = {}, declarations = "", before = "" }: Given): string {
  const params = Object.entries(real).map(([name, { shape }]) => `param ${name}: [${shape.join(", ")}] ~ zeros`);
  const others = Object.entries(inputs).map(([name, { type }]) => `input ${name}: ${type}`);
  const tail = [`y = ${expression}`, "output y", "loss l = sum(sin(y))", "train { minimize l using sgd }"];
  return `${declarations}\nmodel M {\n${[...params, ...others, before, ...tail].join("\n")}\n}\n`;
}

/** Every element within 1e-9, relative where it is large. Answers how many there were. */
export function close(found: NdArray, expected: NdArray, within = 1e-9): number {
  expect(found.shape).toEqual(expected.shape);
  found.data.forEach((x, i) => {
    const y = expected.data[i]!;
    expect(Math.abs(x - y), `element ${i}: ${x}, not ${y}`).toBeLessThanOrEqual(within * Math.max(1, Math.abs(y)));
  });
  expect(found.data.length).toBeGreaterThan(0);
  return found.data.length;
}
