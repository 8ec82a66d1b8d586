import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { readTable } from "../../src/data/readers.ts";
import type { Options } from "../../src/data/reader.ts";
import { DiagnosticError } from "../../src/diagnostics/diagnostic.ts";
import { idxFile, idxHeader, join, npyFile, npyRaw, text } from "./files.ts";

interface Case {
  readonly format?: string;
  readonly files: Record<string, Uint8Array>;
  readonly options?: Options;
  readonly code: string;
  readonly place?: string;
  readonly says: string;
}

const one = (name: string, bytes: Uint8Array): Record<string, Uint8Array> => ({ [name]: bytes });
const zipped = new Uint8Array(gzipSync("1,2\n3,4\n"));
const damaged = Uint8Array.from(zipped, (byte, i) => (i === zipped.length - 6 ? byte ^ 255 : byte));
const good = idxFile("u8", [2, 2], [1, 2, 3, 4]);
const goodNpy = npyFile("<f4", [2, 2], [1, 2, 3, 4]);

const cases: Readonly<Record<string, Case>> = {
  "csv, empty": { files: one("a.csv", text("")), code: "data-empty", place: "a.csv", says: "no examples" },
  "csv, blank lines only": { files: one("a.csv", text("\n\n\r\n")), code: "data-empty", place: "a.csv", says: "no examples" },
  "csv, header only": { files: one("a.csv", text("x,y\n")), code: "data-empty", place: "a.csv", says: "no examples" },
  "csv, a word": { files: one("a.csv", text("1,2\n3,four\n5,6\n")), code: "data-not-a-number", place: "a.csv:2:2", says: "`four` is not a number" },
  "csv, a header with a number in it": { files: one("a.csv", text("x,2\n3,4\n")), code: "data-not-a-number", place: "a.csv:1:1", says: "`x`" },
  "csv, a header that the option denies": { files: one("a.csv", text("x,y\n3,4\n")), options: { header: false }, code: "data-not-a-number", place: "a.csv:1:1", says: "`x`" },
  "csv, a missing value": { files: one("a.csv", text("1,2\n,4\n")), code: "data-not-a-number", place: "a.csv:2:1", says: "a value is missing" },
  "csv, hexadecimal": { files: one("a.csv", text("1,2\n0x10,4\n")), code: "data-not-a-number", place: "a.csv:2:1", says: "0x10" },
  "csv, a decimal comma": { files: one("a.csv", text('1,2\n"1,5",4\n')), code: "data-not-a-number", place: "a.csv:2:1", says: "1,5" },
  "csv, not a number by name": { files: one("a.csv", text("1,2\n3,NaN\n")), code: "data-not-finite", place: "a.csv:2:2", says: "NaN" },
  "csv, infinity by name": { files: one("a.csv", text("1,2\n3,-inf\n")), code: "data-not-finite", place: "a.csv:2:2", says: "-inf" },
  "csv, beyond f64": { files: one("a.csv", text("1,2\n3,1e999\n")), code: "data-not-finite", place: "a.csv:2:2", says: "1e999" },
  "csv, a short row": { files: one("a.csv", text("1,2\n\n3\n")), code: "data-ragged", place: "a.csv:3", says: "1 column," },
  "csv, a long row": { files: one("a.csv", text("1,2\n3,4,5\n")), code: "data-ragged", place: "a.csv:2", says: "3 columns" },
  "csv, the wrong separator": { files: one("a.csv", text("1;2\n3;4\n")), code: "data-not-a-number", place: "a.csv:2:1", says: "3;4" },
  "csv, an open quote": { files: one("a.csv", text('1,2\n"3,4\n')), code: "data-bad-csv", place: "a.csv:2", says: "never closed" },
  "csv, text after a quote": { files: one("a.csv", text('1,"2"3\n')), code: "data-bad-csv", place: "a.csv:1", says: "closing quote" },
  "gzip, cut off": { files: one("a.csv.gz", zipped.subarray(0, zipped.length - 9)), code: "data-bad-gzip", place: "a.csv.gz", says: "damaged" },
  "gzip, a flipped byte": { files: one("a.csv.gz", damaged), code: "data-bad-gzip", place: "a.csv.gz", says: "damaged" },
  "gzip, of nothing": { files: one("a.csv.gz", new Uint8Array(gzipSync(""))), code: "data-empty", place: "a.csv.gz", says: "no examples" },
  "idx, empty": { format: "idx", files: one("a", new Uint8Array()), code: "data-empty", place: "a", says: "no examples" },
  "idx, three bytes": { format: "idx", files: one("a", good.subarray(0, 3)), code: "data-truncated", place: "a", says: "4 bytes announced, 3 there" },
  "idx, a cut header": { format: "idx", files: one("a", good.subarray(0, 9)), code: "data-truncated", place: "a", says: "12 bytes announced, 9 there" },
  "idx, cut data": { format: "idx", files: one("a", good.subarray(0, 14)), code: "data-truncated", place: "a", says: "16 bytes announced, 14 there" },
  "idx, a byte too many": { format: "idx", files: one("a", join(good, [0])), code: "data-trailing-bytes", place: "a", says: "17 there" },
  "idx, csv text": { format: "idx", files: one("a", text("1,2,3")), code: "data-bad-magic", place: "a", says: "31 2c 32 2c" },
  "idx, an unknown type": { format: "idx", files: one("a", idxHeader(0x0a, [1])), code: "data-unsupported-type", place: "a", says: "0x0a" },
  "idx, no axes": { format: "idx", files: one("a", idxHeader(0x08, [])), code: "data-empty", place: "a", says: "no examples" },
  "idx, no rows": { format: "idx", files: one("a", idxHeader(0x08, [0, 28])), code: "data-empty", place: "a", says: "no examples" },
  "idx, four billion rows announced": { format: "idx", files: one("a", idxHeader(0x0e, [0xffffffff, 0xffffffff])), code: "data-truncated", place: "a", says: "12 there" },
  "idx, not finite": { format: "idx", files: one("a", idxFile("f32", [2, 2], [1, 2, 3, Number.NaN])), code: "data-not-finite", place: "a: row 2", says: "NaN" },
  "idx, images and labels that do not agree": {
    format: "idx",
    files: { images: good, labels: idxFile("u8", [3], [1, 2, 3]) },
    code: "data-rows-differ",
    says: "`images` has 2 rows but `labels` has 3",
  },
  "npy, empty": { format: "npy", files: one("a.npy", new Uint8Array()), code: "data-empty", place: "a.npy", says: "no examples" },
  "npy, an idx file": { format: "npy", files: one("a.npy", good), code: "data-bad-magic", place: "a.npy", says: "not an NPY file" },
  "npy, a cut magic": { format: "npy", files: one("a.npy", goodNpy.subarray(0, 5)), code: "data-truncated", place: "a.npy", says: "5 there" },
  "npy, a cut header": { format: "npy", files: one("a.npy", goodNpy.subarray(0, 40)), code: "data-truncated", place: "a.npy", says: "40 there" },
  "npy, cut data": { format: "npy", files: one("a.npy", goodNpy.subarray(0, goodNpy.length - 1)), code: "data-truncated", place: "a.npy", says: "announced" },
  "npy, a byte too many": { format: "npy", files: one("a.npy", join(goodNpy, [0])), code: "data-trailing-bytes", place: "a.npy", says: "announced" },
  "npy, complex numbers": { format: "npy", files: one("a.npy", npyRaw("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", new Uint8Array(8))), code: "data-unsupported-type", place: "a.npy", says: "<c8" },
  "npy, a record": { format: "npy", files: one("a.npy", npyRaw("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,), }", new Uint8Array(4))), code: "data-unsupported-type", place: "a.npy", says: "several fields" },
  "npy, Fortran order": { format: "npy", files: one("a.npy", npyRaw("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1), }", new Uint8Array(4))), code: "data-fortran-order", place: "a.npy", says: "Fortran order" },
  "npy, another header": { format: "npy", files: one("a.npy", npyRaw("{}", new Uint8Array())), code: "data-bad-npy-header", place: "a.npy", says: "header" },
  "npy, a scalar": { format: "npy", files: one("a.npy", npyRaw("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", new Uint8Array(4))), code: "data-empty", place: "a.npy", says: "no examples" },
  "npy, not finite": { format: "npy", files: one("a.npy", npyFile("<f8", [3], [1, Number.POSITIVE_INFINITY, 2])), code: "data-not-finite", place: "a.npy: row 2", says: "Infinity" },
  "npy, a huge whole number": { format: "npy", files: one("a.npy", npyFile("<i8", [2], [1, 2 ** 60])), code: "data-number-too-large", place: "a.npy: row 2", says: "too large" },
  "an unknown option": { files: one("a.csv", text("1")), options: { delimiter: ";" }, code: "data-unknown-option", says: "`delimiter`" },
  "an option named like a property": { files: one("a.csv", text("1")), options: { constructor: ";" }, code: "data-unknown-option", says: "`constructor`" },
  "a header that is a number": { files: one("a.csv", text("1")), options: { header: 1 }, code: "data-wrong-option", says: "true or false" },
  "a separator of two characters": { files: one("a.csv", text("1")), options: { separator: "::" }, code: "data-wrong-option", says: "one character" },
};

test.each(Object.entries(cases))("%s", (_, { format = "csv", files, options = {}, code, place, says }) => {
  const error = thrownBy(() => readTable(format, Object.entries(files).map(([name, bytes]) => ({ name, bytes })), options));
  expect(error.diagnostics.map((d) => d.code)).toEqual([code]);
  expect(error.diagnostics[0]!.place).toBe(place);
  expect(error.diagnostics[0]!.message).toContain(says);
});

test("there are enough broken files, and more than one of most kinds of error", () => {
  expect(Object.keys(cases).length).toBeGreaterThanOrEqual(45);
});

function thrownBy(run: () => unknown): DiagnosticError {
  try {
    run();
  } catch (error) {
    if (error instanceof DiagnosticError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
