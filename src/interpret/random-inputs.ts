import type { InputDeclaration, Requirement } from "../graph/graph.ts";
import type { NdArray } from "../ops/op.ts";
import type { TensorType } from "../types/tensor.ts";
import type { Numbers } from "./numbers.ts";

/** Random values for each input: standard normal, whole numbers below the bound, true and false. */
export function randomInputs(inputs: readonly InputDeclaration[], sizes: Readonly<Record<string, number>>, random: Numbers): Record<string, NdArray> {
  // A null prototype: an input may be called __proto__.
  const values: Record<string, NdArray> = Object.create(null);
  for (const { name, type } of inputs) values[name] = randomArray(type, sizes, random);
  return values;
}

function randomArray({ dtype, shape, bound }: TensorType, sizes: Readonly<Record<string, number>>, random: Numbers): NdArray {
  const dimensions = shape.map((s) => s.evaluate(sizes));
  const data = new Float64Array(dimensions.reduce((a, b) => a * b, 1));
  const limit = bound?.evaluate(sizes) ?? (dtype === "bool" ? 2 : 10);
  const draw = dtype === "f32" ? random.normal : () => Math.floor(random.uniform() * limit);
  return { shape: dimensions, data: data.map(draw) };
}

/** Small values for the sizes that are not given (`start`), raised until what the model requires of its sizes holds. Undefined if none are found. */
export function smallSizes(
  names: readonly string[],
  requirements: readonly Requirement[],
  given: Readonly<Record<string, number>>,
  start = 3,
): Record<string, number> | undefined {
  const sizes: Record<string, number> = Object.assign(Object.create(null), Object.fromEntries(names.map((n) => [n, start])), given);
  for (let round = 0; round < 10_000; round++) {
    const broken = requirements.find((r) => !holds(r, sizes));
    if (!broken) return sizes;
    const free = [broken.size, ...(broken.kind === "equal" ? [broken.other] : [])].flatMap((s) => s.symbols()).filter((n) => !Object.hasOwn(given, n));
    const least = free.toSorted((a, b) => sizes[a]! - sizes[b]!)[0];
    if (least === undefined) return undefined;
    sizes[least]! += 1;
  }
  return undefined;
}

function holds(requirement: Requirement, sizes: Readonly<Record<string, number>>): boolean {
  const value = requirement.size.evaluate(sizes);
  switch (requirement.kind) {
    case "at-least":
      return value >= requirement.least;
    case "divisible":
      return value % requirement.divisor === 0;
    case "equal":
      return value === requirement.other.evaluate(sizes);
  }
}
