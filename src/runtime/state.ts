import { ModelError } from "./error.ts";
import { readSafetensors } from "./safetensors.ts";

/** A tensor that is saved; `data` is the model's own memory. */
export interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** A safetensors file of these tensors, in their order. */
export function saveTensors(tensors: readonly StoredTensor[], metadata: Readonly<Record<string, string>>): Uint8Array {
  let end = 0;
  const entries = tensors.map(({ name, shape, data }) => {
    const begin = end;
    end += data.byteLength;
    return `${asciiJson(name)}:${asciiJson({ dtype: storedType(data), shape, data_offsets: [begin, end] })}`;
  });
  const header = `{${[`"__metadata__":${asciiJson(metadata)}`, ...entries].join(",")}}`;
  // Spaces after the header put the data at a multiple of 8.
  const start = 8 + Math.ceil(header.length / 8) * 8;
  const file = new Uint8Array(start + end).fill(0x20, 8, start);
  new DataView(file.buffer).setUint32(0, start - 8, true);
  for (let i = 0; i < header.length; i++) file[8 + i] = header.charCodeAt(i);
  let at = start;
  for (const { data } of tensors) {
    file.set(bytesOf(data), at);
    at += data.byteLength;
  }
  return file;
}

/** Copies a file into these tensors, bit for bit: all of them, or none if the file does not fit exactly. */
export function loadTensors(tensors: readonly StoredTensor[], file: Uint8Array): void {
  const given = readSafetensors(file);
  const problems: string[] = [];
  for (const { name, shape, data } of tensors) {
    const tensor = given.get(name);
    if (!tensor) problems.push(`\`${name}\` is missing`);
    else if (tensor.dtype !== storedType(data)) problems.push(`\`${name}\` is ${tensor.dtype}, not ${storedType(data)}`);
    else if (tensor.shape.join() !== shape.join()) problems.push(`\`${name}\` is [${tensor.shape.join(", ")}], not [${shape.join(", ")}]`);
  }
  const known = new Set(tensors.map(({ name }) => name));
  for (const name of given.keys()) if (!known.has(name)) problems.push(`\`${name}\` is not part of this model`);
  if (problems.length > 0) {
    const more = problems.length > 8 ? `; and ${problems.length - 8} more` : "";
    throw new ModelError("bad-file", `this file is of another model: ${problems.slice(0, 8).join("; ")}${more}`);
  }
  for (const { name, data } of tensors) {
    const tensor = given.get(name);
    if (tensor) bytesOf(data).set(tensor.bytes);
  }
}

function storedType(data: Float32Array | Int32Array): string {
  return data instanceof Float32Array ? "F32" : "I32";
}

function bytesOf(data: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** JSON in ASCII alone, so that its length in bytes is its length in characters. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
