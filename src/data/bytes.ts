import { fail } from "../diagnostics/report.ts";
import { dense, rowPlace, type DataFile, type Table, type Values } from "./table.ts";

/** How elements of a binary format are stored: the bytes of one, and a loop-free read of one. */
export interface ElementType {
  readonly bytes: number;
  readonly make: (length: number) => Values;
  readonly get: (view: DataView, at: number, little: boolean) => number;
}

/** The element types that the binary formats share. */
export const elementTypes = {
  u8: { bytes: 1, make: (n) => new Uint8Array(n), get: (v, at) => v.getUint8(at) },
  i8: { bytes: 1, make: (n) => new Int8Array(n), get: (v, at) => v.getInt8(at) },
  i16: { bytes: 2, make: (n) => new Int16Array(n), get: (v, at, little) => v.getInt16(at, little) },
  i32: { bytes: 4, make: (n) => new Int32Array(n), get: (v, at, little) => v.getInt32(at, little) },
  i64: { bytes: 8, make: (n) => new Float64Array(n), get: (v, at, little) => Number(v.getBigInt64(at, little)) },
  f32: { bytes: 4, make: (n) => new Float32Array(n), get: (v, at, little) => v.getFloat32(at, little) },
  f64: { bytes: 8, make: (n) => new Float64Array(n), get: (v, at, little) => v.getFloat64(at, little) },
} satisfies Record<string, ElementType>;

/**
 * The table of the elements that start at byte `start` and fill the file, row-major or (`fortran`) with the first axis
 * innermost: the first axis of `shape` counts rows, the others together are the columns, row-major.
 */
export function tableOf(file: DataFile, start: number, shape: readonly number[], type: ElementType, little: boolean, fortran = false): Table {
  const [rows, ...rest] = shape;
  const columns = rest.reduce((a, b) => a * b, 1);
  if (!rows || columns === 0) return fail("data-empty", {}, { place: file.name });
  const expected = start + rows * columns * type.bytes;
  const found = file.bytes.length;
  if (found < expected) fail("data-truncated", { expected, found }, { place: file.name });
  if (found > expected) fail("data-trailing-bytes", { expected, found }, { place: file.name });
  if (type === elementTypes.u8 && !fortran) return dense(file.bytes.subarray(start), columns, rowPlace(file.name));
  const view = new DataView(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength);
  const values = type.make(rows * columns);
  const order = fortran ? fortranOrder(rest) : undefined;
  for (let i = 0; i < values.length; i++) {
    const element = order ? Math.floor(i / columns) + rows * order[i % columns]! : i;
    const value = type.get(view, start + element * type.bytes, little);
    if (!Number.isFinite(value)) fail("data-not-finite", { what: String(value) }, { place: rowPlace(file.name)(Math.floor(i / columns), 0) });
    if (type === elementTypes.i64 && !Number.isSafeInteger(value)) {
      fail("data-number-too-large", { text: String(value) }, { place: rowPlace(file.name)(Math.floor(i / columns), 0) });
    }
    values[i] = value;
  }
  return dense(values, columns, rowPlace(file.name));
}

/** Of each element of `shape`, row-major, its place where the first axis is innermost. */
function fortranOrder(shape: readonly number[]): Int32Array {
  const order = new Int32Array(shape.reduce((a, b) => a * b, 1));
  for (let i = 0; i < order.length; i++) {
    let [rest, place, size] = [i, 0, order.length];
    for (const extent of shape.toReversed()) {
      size /= extent;
      place += (rest % extent) * size;
      rest = Math.floor(rest / extent);
    }
    order[i] = place;
  }
  return order;
}
