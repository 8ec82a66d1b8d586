import { fail } from "../diagnostics/report.ts";
import { elementTypes, tableOf, type ElementType } from "./bytes.ts";
import type { FileReader } from "./reader.ts";

/** By the third byte of the file. Numbers are big-endian. */
const types = new Map<number, ElementType>([
  [0x08, elementTypes.u8],
  [0x09, elementTypes.i8],
  [0x0b, elementTypes.i16],
  [0x0c, elementTypes.i32],
  [0x0d, elementTypes.f32],
  [0x0e, elementTypes.f64],
]);

/**
 * The format of MNIST: two zero bytes, element type, number of axes, one u32 for each axis, elements in row-major
 * order. The first axis counts the rows.
 */
export const idx: FileReader = {
  read(file) {
    const { bytes, name } = file;
    if (bytes.length === 0) fail("data-empty", {}, { place: name });
    if (bytes.length < 4) fail("data-truncated", { expected: 4, found: bytes.length }, { place: name });
    const [zero, alsoZero, code, rank] = bytes;
    if (zero !== 0 || alsoZero !== 0) {
      const found = [...bytes.subarray(0, 4)].map((b) => b.toString(16).padStart(2, "0")).join(" ");
      fail("data-bad-magic", { format: "IDX", expected: "00 00", found }, { place: name });
    }
    const type = types.get(code!);
    if (!type) return fail("data-unsupported-type", { format: "IDX", type: `0x${code!.toString(16).padStart(2, "0")}` }, { place: name });
    if (rank === 0) return fail("data-empty", {}, { place: name });
    const start = 4 + 4 * rank!;
    if (bytes.length < start) fail("data-truncated", { expected: start, found: bytes.length }, { place: name });
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const shape = Array.from({ length: rank! }, (_, i) => view.getUint32(4 + 4 * i));
    return tableOf(file, start, shape, type, false);
  },
};
