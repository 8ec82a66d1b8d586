import type { Storage } from "../../src/graph/graph.ts";
import type { NdArray } from "../../src/ops/op.ts";
import { readSafetensors } from "../../src/runtime/safetensors.ts";
import { saveTensors } from "../../src/runtime/state.ts";

export type Values = Readonly<Record<string, NdArray>>;

/** As memory holds them: f32, or whole numbers. */
export function rounded(values: ReadonlyMap<string, NdArray>): Record<string, NdArray> {
  return Object.fromEntries([...values].map(([name, { shape, data }]) => [name, { shape, data: data.map(Math.fround) }]));
}

/** A file that a generated module loads. */
export function saved(storages: readonly Storage[], values: Values): Uint8Array {
  return saveTensors(
    storages.filter(({ role }) => role !== "scratch").map(({ name, type }) => {
      const { data, shape } = values[name]!;
      return { name, shape, data: type.dtype === "f32" ? Float32Array.from(data) : Int32Array.from(data) };
    }),
    {},
  );
}

/** The tensors of a file that a generated module saved. */
export function tensors(file: Uint8Array): Map<string, Float32Array | Int32Array> {
  return new Map([...readSafetensors(file)].map(([name, { dtype, bytes }]) => {
    const { buffer } = bytes.slice();
    return [name, dtype === "F32" ? new Float32Array(buffer) : new Int32Array(buffer)];
  }));
}
