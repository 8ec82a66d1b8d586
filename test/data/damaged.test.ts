import { encode } from "fast-png";
import { zipSync } from "fflate";
import jpeg from "jpeg-js";
import { expect, test } from "vitest";
import { readTable } from "../../src/data/readers.ts";
import type { Options } from "../../src/formats/format.ts";
import { DiagnosticError } from "../../src/diagnostics/diagnostic.ts";
import { idxFile, npyFile, npyRaw, text, wavFile } from "./files.ts";

const bytes = (n: number): Uint8Array => Uint8Array.from({ length: n }, (_, i) => (i * 37) % 256);
const files: Readonly<Record<string, { readonly format: string; readonly bytes: Uint8Array; readonly options: Options }>> = {
  csv: { format: "csv", bytes: text("a,b\n1,2\n3,4\n"), options: {} },
  idx: { format: "idx", bytes: idxFile("i16", [3, 4], [...bytes(12)]), options: {} },
  npy: { format: "npy", bytes: npyFile("<f4", [3, 4], [...bytes(12)]), options: {} },
  fortran: { format: "npy", bytes: npyRaw("{'descr': '<i2', 'fortran_order': True, 'shape': (3, 2, 2), }", bytes(24)), options: {} },
  npz: { format: "npz", bytes: zipSync({ "x.npy": npyFile("<f4", [3, 4], [...bytes(12)]), "y.npy": npyFile("|u1", [3], [1, 0, 2]) }), options: { arrays: ["x", "y"] } },
  text: { format: "text", bytes: text("Zwölf Boxkämpfer jagen 😀 quer\nüber den Deich"), options: { length: 5 } },
  pairs: { format: "pairs", bytes: text("a b\tc\nd\te f\n"), options: { lengths: [4, 4], words: true } },
  png: { format: "images", bytes: encode({ width: 6, height: 5, channels: 3, depth: 8, data: bytes(90) }), options: { size: [5, 6] } },
  jpeg: { format: "images", bytes: Uint8Array.from(jpeg.encode({ width: 8, height: 8, data: bytes(256) }, 80).data), options: { size: [8, 8] } },
  wav: { format: "wav", bytes: wavFile([...bytes(20)]), options: { length: 30 } },
};

test.each(Object.entries(files))("%s: whatever is changed, cut off or put in, there is a table of finite numbers or a coded error", (_, { format, bytes: good, options }) => {
  let state = 11;
  const below = (n: number): number => (state = (state * 48271) % 2147483647) % n;
  const counts = { read: 0, refused: 0 };
  const read = (changed: Uint8Array): void => {
    try {
      const table = readTable(format, [{ name: "a/1.x", bytes: changed }], options);
      const row = new Float64Array(table.columns);
      for (let i = 0; i < table.rows; i++) {
        table.row(i, row.fill(Number.NaN));
        if (!row.every(Number.isFinite)) throw new Error(`row ${i} has a value that is not finite`);
      }
      counts.read += 1;
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      counts.refused += 1;
    }
  };
  read(good);
  expect(counts.read).toBe(1);
  for (let i = 0; i < 250; i++) {
    const at = below(good.length);
    const kind = i % 3;
    if (kind === 0) read(good.map((byte, j) => (j === at ? below(256) : byte)));
    if (kind === 1) read(good.subarray(0, at));
    if (kind === 2) read(Uint8Array.from([...good.subarray(0, at), below(256), ...good.subarray(at)]));
  }
  expect(counts.read + counts.refused).toBe(251);
  expect(counts.refused).toBeGreaterThan(20);
});
