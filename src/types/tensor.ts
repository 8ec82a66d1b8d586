import { Size, type SizeLike } from "./size.ts";

/** How an element is stored and computed. `index(K)` is an i32 whose bound K is part of the type. */
export type DType = "f32" | "i32" | "bool";

export interface TensorType {
  readonly dtype: DType;
  readonly shape: readonly Size[];
  /** Of `index(K)`: elements are whole numbers in 0..K-1. */
  readonly bound?: Size;
  /** Of a tuple, which only `scan` makes and only `part` takes apart; its own element type and shape are those of a scalar. */
  readonly parts?: readonly TensorType[];
}

export function tensor(dtype: DType, shape: readonly SizeLike[], bound?: SizeLike): TensorType {
  const type = { dtype, shape: shape.map((s) => Size.of(s)) };
  return bound === undefined ? type : { ...type, bound: Size.of(bound) };
}

export function scalar(dtype: DType = "f32"): TensorType {
  return { dtype, shape: [] };
}

/** Several values in one, as a scan gives them. */
export function tuple(parts: readonly TensorType[]): TensorType {
  return { dtype: "f32", shape: [], parts };
}

export function sameShape(a: readonly Size[], b: readonly Size[]): boolean {
  return a.length === b.length && a.every((size, i) => size.equals(b[i]!));
}

/** Equal element types and shapes; bounds are checked where labels are used, not here. */
export function sameType(a: TensorType, b: TensorType): boolean {
  return a.dtype === b.dtype && sameShape(a.shape, b.shape) && eachPart(a, b, sameType);
}

/** Equal bounds too. */
export function identicalType(a: TensorType, b: TensorType): boolean {
  return a.dtype === b.dtype && sameShape(a.shape, b.shape) && a.bound?.key === b.bound?.key && eachPart(a, b, identicalType);
}

function eachPart({ parts: a }: TensorType, { parts: b }: TensorType, same: (a: TensorType, b: TensorType) => boolean): boolean {
  return a?.length === b?.length && (a ?? []).every((part, i) => same(part, b![i]!));
}

/** The number of elements. */
export function elements(type: TensorType): Size {
  return Size.product(type.shape);
}

/** `[N, 8, 8, 1]`. */
export function shapeText(shape: readonly Size[], sizeText: (size: Size) => string = String): string {
  return `[${shape.map(sizeText).join(", ")}]`;
}

/** As in the language: `[N, 8]`, `int[N]`, `bool[N, T]`, `index(10)[N]`; scalars print as `[]`, tuples as `([N, 8], [])`. */
export function typeText(type: TensorType, sizeText: (size: Size) => string = String): string {
  if (type.parts) return `(${type.parts.map((part) => typeText(part, sizeText)).join(", ")})`;
  const element = type.bound ? `index(${sizeText(type.bound)})` : type.dtype === "f32" ? "" : type.dtype === "i32" ? "int" : "bool";
  return element + shapeText(type.shape, sizeText);
}
