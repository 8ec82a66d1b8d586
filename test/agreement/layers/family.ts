import { readdirSync, readFileSync } from "node:fs";
import { check } from "../../../src/compile.ts";
import type { Module } from "../../../src/graph/graph.ts";
import type { NdArray } from "../../../src/ops/op.ts";
import type { TensorType } from "../../../src/types/tensor.ts";
import { noise, product, seedOf } from "../noise.ts";

/** What a family's script stores of a case: its options, its sizes, and a projection of each result. */
export interface Case {
  readonly number: number;
  readonly options: Readonly<Record<string, number | string>>;
  readonly sizes: Readonly<Record<string, number>>;
  readonly results: Readonly<Record<string, number>>;
}

export interface Family {
  readonly model: readonly string[];
  readonly cases: readonly Case[];
}

const folder = new URL("vectors/", import.meta.url);

export const families: ReadonlyMap<string, Family> = new Map(
  readdirSync(folder).map((file) => [file.replace(".json", ""), JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Family]),
);

/** The model of one case, with its options put in. */
export function modelOf(family: Family, { options }: Case): Module {
  const text = family.model.join("\n").replace(/\$(\w+)/g, (_, name: string) => String(options[name]));
  const { diagnostics, modules } = check({ name: "case.nnet", text }, { load: () => undefined });
  if (diagnostics.length > 0) throw new Error(`${diagnostics.map((d) => d.code).join(", ")} in\n${text}`);
  return modules[0]!;
}

/** An input or a parameter, as common.py makes it: by its name and the number of the case. */
export function valueOf(name: string, type: TensorType, { number, sizes }: Case): NdArray {
  const shape = type.shape.map((s) => s.evaluate(sizes));
  const seed = seedOf(name, number);
  const count = product(shape);
  if (type.dtype === "bool") {
    const last = shape.at(-1)!;
    return { shape, data: Float64Array.from(noise(count, seed, -1, 1), (x, i) => (x < 0.33 || i % last === 0 ? 1 : 0)) };
  }
  if (type.bound) return { shape, data: Float64Array.from(noise(count, seed, 0, 1), (x) => Math.floor(x * type.bound!.evaluate(sizes))) };
  return { shape, data: Float64Array.from(name.endsWith("var") ? noise(count, seed, 0.5, 1.5) : noise(count, seed, -1, 1)) };
}

/**
 * What a result's projection misses the stored one by, relative to the sum of the magnitudes of its terms. A small sum counts as
 * 0.1: the gradient of the keys' bias in attention, for one, is 0 but for the rounding of what cancels.
 */
export function distance(actual: ArrayLike<number>, projection: number): number {
  const along = noise(actual.length, 17, -1, 1);
  const terms = Float64Array.from(actual, (value, i) => value * along[i]!);
  const magnitude = terms.reduce((sum, term) => sum + Math.abs(term), 0);
  const error = Math.abs(terms.reduce((sum, term) => sum + term, 0) - projection);
  return Number.isNaN(error) ? Infinity : error / Math.max(magnitude, 0.1);
}
