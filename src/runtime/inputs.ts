import { ModelError } from "./error.ts";

/**
 * Copies an input of reals into the model's memory.
 * Throws if `from` is no array of exactly `length` numbers, or if one of them is not finite in 32 bits. Where
 * `finite` says no, each is looked at.
 */
export function copyReals(name: string, shape: string, from: ArrayLike<number>, to: Float32Array, length: number, finite: (values: Float32Array, length: number) => boolean): void {
  checkLength(name, shape, from, length);
  if (from instanceof Float32Array) {
    to.set(from);
    if (finite(to, length)) return;
  }
  for (let i = 0; i < length; i++) {
    const value = from[i];
    to[i] = value!;
    if (typeof value !== "number" || !Number.isFinite(to[i])) refuseValue(name, i, value, "must be a finite number");
  }
}

/** Whether the first `length` numbers are finite: NaN and infinities minus themselves are NaN, and so is a sum with them. Four sums need not wait for each other. */
export function areFinite(values: Float32Array, length: number): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = length - (length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += values[i]! - values[i]!;
    b += values[i + 1]! - values[i + 1]!;
    c += values[i + 2]! - values[i + 2]!;
    d += values[i + 3]! - values[i + 3]!;
  }
  for (let i = whole; i < length; i++) a += values[i]! - values[i]!;
  return a + b + c + d === 0;
}

/** Copies an input of whole numbers; each must be from `least` to `below - 1`. */
export function copyWholes(name: string, shape: string, from: ArrayLike<number>, to: Int32Array, length: number, least: number, below: number): void {
  checkLength(name, shape, from, length);
  for (let i = 0; i < length; i++) {
    const value = from[i]!;
    if (!Number.isInteger(value) || value < least || value >= below) {
      refuseValue(name, i, value, `must be a whole number from ${least} to ${below - 1}`);
    }
    to[i] = value;
  }
}

/** Copies an input of truth values: true, false, 1 or 0. */
export function copyTruths(name: string, shape: string, from: ArrayLike<number | boolean>, to: Int32Array, length: number): void {
  checkLength(name, shape, from, length);
  for (let i = 0; i < length; i++) {
    const value = from[i]!;
    if (value !== 0 && value !== 1 && typeof value !== "boolean") refuseValue(name, i, value, "must be true, false, 1 or 0");
    to[i] = Number(value);
  }
}

/** A scalar input as an array of one. */
export function single<T extends number | boolean>(value: T | ArrayLike<T>): ArrayLike<T> {
  return typeof value === "object" ? value : [value];
}

/** Throws if `from` is no array of this many elements. */
export function checkLength(name: string, shape: string, from: unknown, length: number): void {
  const given = typeof from === "object" && from !== null && "length" in from ? from.length : undefined;
  if (typeof given !== "number") throw new ModelError("missing-input", `input \`${name}\` is missing: give a flat array of ${length} numbers, ${shape}`);
  if (given !== length) {
    throw new ModelError("wrong-length", `input \`${name}\` has ${given} elements; its shape ${shape} has ${length} here. The inputs of one call must agree on their sizes`);
  }
}

function refuseValue(name: string, position: number, value: unknown, rule: string): never {
  throw new ModelError("bad-value", `input \`${name}\` at position ${position} is ${String(value)}; it ${rule}`);
}
