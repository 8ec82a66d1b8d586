import type { Size } from "../types/size.ts";
import type { DType, TensorType } from "../types/tensor.ts";
import { TypeRuleError, type Require } from "./op.ts";

/** What an operand's elements may be. */
export type ElementKind = "f32" | "i32" | "bool" | "number" | "any";

const texts: Readonly<Record<ElementKind, string>> = {
  f32: "real numbers",
  i32: "whole numbers",
  bool: "true or false",
  number: "numbers",
  any: "anything",
};

/** Checks of type rules; each throws `TypeRuleError`. */
export function expectElement(inputs: readonly TensorType[], input: number, kind: ElementKind): void {
  const { dtype, parts } = inputs[input]!;
  if (parts) throw new TypeRuleError({ kind: "element-type", input, expected: texts[kind] });
  if (kind === "any" || dtype === kind || (kind === "number" && dtype !== "bool")) return;
  throw new TypeRuleError({ kind: "element-type", input, expected: texts[kind] });
}

export function expectSameElement(inputs: readonly TensorType[], left: number, right: number): void {
  const names: Readonly<Record<DType, string>> = texts;
  if (inputs[left]!.dtype !== inputs[right]!.dtype) throw new TypeRuleError({ kind: "element-type", input: right, expected: names[inputs[left]!.dtype] });
}

export function expectSameShape(inputs: readonly TensorType[], left: number, right: number): void {
  const [a, b] = [inputs[left]!.shape, inputs[right]!.shape];
  if (a.length !== b.length) throw new TypeRuleError({ kind: "shapes-differ", left, right, axes: [] });
  const axes = a.flatMap((size, i) => (size.equals(b[i]!) ? [] : [i]));
  if (axes.length > 0) throw new TypeRuleError({ kind: "shapes-differ", left, right, axes });
}

export function expectRank(inputs: readonly TensorType[], input: number, rank: number): void {
  if (inputs[input]!.shape.length !== rank) throw new TypeRuleError({ kind: "rank", input, expected: `${rank} axes` });
}

/** Each axis is within the rank and none is named twice. */
export function expectAxes(axes: readonly number[], rank: number): void {
  axes.forEach((axis, i) => {
    if (!Number.isInteger(axis) || axis < 0 || axis >= rank || axes.indexOf(axis) !== i) throw new TypeRuleError({ kind: "bad-axis", axis, rank });
  });
}

/** Strides, dilations and numbers of groups. */
export function expectPositive(name: string, list: readonly number[]): void {
  for (const value of list) if (!Number.isInteger(value) || value < 1) unsupported(`${name} must be a whole number of at least 1, not ${value}`);
}

export function expectCount(name: string, list: readonly unknown[], count: number): void {
  if (list.length !== count) throw new TypeRuleError({ kind: "other", message: `${name} has ${list.length} entries where ${count} are needed` });
}

/**
 * Whether `size` is not negative. What depends on the values of symbols is taken for true and asked for, as `H >= 5`.
 */
export function holds(size: Size, why: string, require: Require): boolean {
  const known = size.atLeast(0);
  if (known !== undefined) return known;
  const constant = size.terms.find(({ atoms }) => atoms.length === 0)?.coefficient ?? 0;
  require({ kind: "at-least", size: size.sub(constant), least: -constant, why });
  return true;
}

export function unsupported(message: string): never {
  throw new TypeRuleError({ kind: "other", message });
}
