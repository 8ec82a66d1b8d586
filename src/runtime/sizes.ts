import { ModelError } from "./error.ts";

/** A size given to `create`: a whole number of at least 1. */
export function createdSize(name: string, value: number | undefined): number {
  if (value === undefined) {
    throw new ModelError("bad-option", `create needs the largest ${name} that calls will use: create({ ${name}: … })`);
  }
  return wholeSize(name, value);
}

/** The size of a call that the caller gave, or that the length of an input tells: `length = unit * size`. */
export function sizeFromLength(name: string, given: number | undefined, largest: number, input: string, shape: string, values: unknown, unit: number): number {
  if (given !== undefined) return atMost(name, wholeSize(name, given), largest);
  const length = lengthOf(input, values);
  if (length === 0 || length % unit !== 0) {
    throw new ModelError("wrong-length", `input \`${input}\` has ${length} elements; its shape ${shape} needs a multiple of ${unit}, and at least one`);
  }
  return atMost(name, length / unit, largest);
}

/** The size of a call that no length tells. */
export function sizeFromOptions(name: string, given: number | undefined, largest: number): number {
  if (given === undefined) {
    throw new ModelError("bad-size", `the lengths of the inputs do not tell ${name}: give it with the call, { sizes: { ${name}: … } }`);
  }
  return atMost(name, wholeSize(name, given), largest);
}

/** Refuses sizes for which the model does not exist; `why` names the operation that would not fit. */
export function requireSize(holds: boolean, what: string, value: number, rule: string, why: string): void {
  if (!holds) throw new ModelError("bad-size", `${what} is ${value} for the sizes given, but must be ${rule}: ${why}`);
}

function wholeSize(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 1) throw new ModelError("bad-size", `${name} must be a whole number of at least 1, not ${String(value)}`);
  return value;
}

function atMost(name: string, value: number, largest: number): number {
  if (value > largest) {
    throw new ModelError("bad-size", `${name} is ${value}, but the model was created for at most ${largest}: create({ ${name}: ${value} })`);
  }
  return value;
}

function lengthOf(input: string, values: unknown): number {
  const length = typeof values === "object" && values !== null && "length" in values ? values.length : undefined;
  if (typeof length !== "number") throw new ModelError("missing-input", `input \`${input}\` is missing: give a flat array of numbers`);
  return length;
}
