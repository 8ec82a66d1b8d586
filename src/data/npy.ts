import { fail } from "../diagnostics/report.ts";
import { elementTypes, tableOf, type ElementType } from "./bytes.ts";
import type { FileReader } from "./reader.ts";

/** By NumPy's name without the byte order. */
const types = new Map<string, ElementType>([
  ["f4", elementTypes.f32],
  ["f8", elementTypes.f64],
  ["i1", elementTypes.i8],
  ["u1", elementTypes.u8],
  ["i2", elementTypes.i16],
  ["i4", elementTypes.i32],
  ["i8", elementTypes.i64],
  ["b1", elementTypes.u8],
]);

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY

/** NumPy's array file, versions 1 to 3, in C or Fortran order. The first axis counts the rows. */
export const npy: FileReader = {
  read(file) {
    const { bytes, name } = file;
    if (bytes.length === 0) fail("data-empty", {}, { place: name });
    if (magic.some((byte, i) => bytes[i] !== byte && i < bytes.length)) {
      const found = [...bytes.subarray(0, 6)].map((b) => b.toString(16).padStart(2, "0")).join(" ");
      fail("data-bad-magic", { format: "NPY", expected: "93 4e 55 4d 50 59", found }, { place: name });
    }
    const long = (bytes[6] ?? 0) >= 2;
    const headerAt = long ? 12 : 10;
    if (bytes.length < headerAt) fail("data-truncated", { expected: headerAt, found: bytes.length }, { place: name });
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const start = headerAt + (long ? view.getUint32(8, true) : view.getUint16(8, true));
    if (bytes.length < start) fail("data-truncated", { expected: start, found: bytes.length }, { place: name });
    const header = parseHeader(new TextDecoder().decode(bytes.subarray(headerAt, start)), name);
    const type = types.get(header.type.slice(1));
    if (!type) return fail("data-unsupported-type", { format: "NPY", type: header.type }, { place: name });
    // `=` and `|` say that the order is the writer's own or does not matter; writers are little-endian machines.
    return tableOf(file, start, header.shape, type, header.type[0] !== ">", header.fortran);
  },
};

interface Header {
  readonly type: string;
  readonly fortran: boolean;
  readonly shape: readonly number[];
}

/** `{'descr': '<f4', 'fortran_order': False, 'shape': (10, 3), }` */
function parseHeader(text: string, file: string): Header {
  const type = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(text)?.[1];
  if (fortran === undefined || shape === undefined) return fail("data-bad-npy-header", {}, { place: file });
  if (type === undefined) return fail("data-unsupported-type", { format: "NPY", type: "a record of several fields" }, { place: file });
  const axes = shape.split(",").map((s) => s.trim()).filter((s) => s !== "").map(Number);
  return { type, fortran: fortran === "True", shape: axes };
}
