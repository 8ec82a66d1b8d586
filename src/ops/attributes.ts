import type { Attribute, Attributes } from "../graph/graph.ts";
import { Size } from "../types/size.ts";
import type { DType } from "../types/tensor.ts";
import { TypeRuleError } from "./op.ts";

/** Typed reading of attributes; a wrong or missing one is a `TypeRuleError`. */
export function number(attributes: Attributes, name: string): number {
  const value = attributes[name];
  return typeof value === "number" ? value : wrong(name, "a number");
}

export function text(attributes: Attributes, name: string): string {
  const value = attributes[name];
  return typeof value === "string" ? value : wrong(name, "a string");
}

export function dtype(attributes: Attributes, name = "dtype"): DType {
  const value = attributes[name];
  return value === "f32" || value === "i32" || value === "bool" ? value : wrong(name, "an element type");
}

export function flag(attributes: Attributes, name: string): boolean {
  const value = attributes[name];
  return typeof value === "boolean" ? value : wrong(name, "true or false");
}

export function size(attributes: Attributes, name: string): Size {
  return asSize(attributes[name]) ?? wrong(name, "a size");
}

/** A size that may be left out. */
export function sizeOr(attributes: Attributes, name: string): Size | undefined {
  return attributes[name] === undefined ? undefined : size(attributes, name);
}

export function numbers(attributes: Attributes, name: string): readonly number[] {
  return list(attributes[name], name).map((v) => (typeof v === "number" ? v : wrong(name, "a list of numbers")));
}

export function sizes(attributes: Attributes, name: string): readonly Size[] {
  return list(attributes[name], name).map((v) => asSize(v) ?? wrong(name, "a list of sizes"));
}

/** A nested record of attributes, as the dimension numbers of `conv`. */
export function record(attributes: Attributes, name: string): Attributes {
  const value = attributes[name];
  return typeof value === "object" && !(value instanceof Size) && !isList(value) ? value : wrong(name, "a record");
}

/** Whether two attribute values are the same data. */
export function sameAttribute(a: Attribute | undefined, b: Attribute | undefined): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object") return asSize(a) !== undefined && asSize(a)?.key === asSize(b)?.key;
  if (a instanceof Size || b instanceof Size) return a instanceof Size && b instanceof Size && a.equals(b);
  if (isList(a) || isList(b)) return isList(a) && isList(b) && a.length === b.length && a.every((v, i) => sameAttribute(v, b[i]));
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => sameAttribute(a[name], b[name]));
}

function isList(value: Attribute): value is readonly Attribute[] {
  return Array.isArray(value);
}

function list(value: Attribute | undefined, name: string): readonly Attribute[] {
  return value !== undefined && isList(value) ? value : wrong(name, "a list");
}

function asSize(value: Attribute | undefined): Size | undefined {
  if (value instanceof Size) return value;
  return typeof value === "number" && Number.isSafeInteger(value) ? Size.of(value) : undefined;
}

function wrong(name: string, expected: string): never {
  throw new TypeRuleError({ kind: "other", message: `the attribute ${name} must be ${expected}` });
}

/** A list of numbers that is left out where all are `standard`, as dilations often are. */
export function numbersOr(attributes: Attributes, name: string, count: number, standard: number): readonly number[] {
  return attributes[name] === undefined ? Array.from({ length: count }, () => standard) : numbers(attributes, name);
}

/** A list of truth values that is left out where none is true. */
export function flagsOr(attributes: Attributes, name: string, count: number): readonly boolean[] {
  if (attributes[name] === undefined) return Array.from({ length: count }, () => false);
  return list(attributes[name], name).map((v) => (typeof v === "boolean" ? v : wrong(name, "a list of truth values")));
}
