import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { encode } from "fast-png";
import jpeg from "jpeg-js";
import { expect, test } from "vitest";
import { readTable } from "../../src/data/readers.ts";
import type { Options } from "../../src/formats/format.ts";
import { idxFile, idxHeader, join, npyFile, npyRaw, text, wavFile } from "./files.ts";
import { thrownBy } from "./tables.ts";

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
const archive = zipSync({ "x.npy": goodNpy, "y.npy": goodNpy });

const picture = encode({ width: 2, height: 1, channels: 3, depth: 8, data: Uint8Array.of(1, 2, 3, 4, 5, 6) });
const photo = Uint8Array.from(jpeg.encode({ width: 16, height: 16, data: Uint8Array.from({ length: 1024 }, (_, i) => (i * 37) % 256) }, 90).data);
const flipped = (bytes: Uint8Array, at: number): Uint8Array => Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ 255 : byte));
const small = { size: [1, 2] };
const recording = wavFile([1, 2, 3, 4]);

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
  "npz, empty": { format: "npz", files: one("a.npz", new Uint8Array()), code: "data-empty", place: "a.npz", says: "no examples" },
  "npz, a text": { format: "npz", files: one("a.npz", text("x_train, y_train")), code: "data-bad-archive", place: "a.npz", says: "cannot be opened" },
  "npz, cut off": { format: "npz", files: one("a.npz", archive.subarray(0, archive.length - 30)), code: "data-bad-archive", place: "a.npz", says: "cannot be opened" },
  "npz, no arrays": { format: "npz", files: one("a.npz", zipSync({ "a.txt": text("a") })), code: "data-empty", place: "a.npz", says: "no examples" },
  "npz, an array that is not there": { format: "npz", files: one("a.npz", archive), options: { arrays: ["x", "z"] }, code: "data-missing-array", place: "a.npz", says: "`z`" },
  "npz, arrays of two lengths": { format: "npz", files: one("a.npz", zipSync({ "x.npy": goodNpy, "y.npy": npyFile("<f4", [3], [1, 2, 3]) })), code: "data-rows-differ", says: "`a.npz/x` has 2 rows but `a.npz/y` has 3" },
  "npz, a cut array": { format: "npz", files: one("a.npz", zipSync({ "x.npy": goodNpy.subarray(0, 90) })), code: "data-truncated", place: "a.npz/x", says: "announced" },
  "npy, another header": { format: "npy", files: one("a.npy", npyRaw("{}", new Uint8Array())), code: "data-bad-npy-header", place: "a.npy", says: "header" },
  "npy, a scalar": { format: "npy", files: one("a.npy", npyRaw("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", new Uint8Array(4))), code: "data-empty", place: "a.npy", says: "no examples" },
  "npy, not finite": { format: "npy", files: one("a.npy", npyFile("<f8", [3], [1, Number.POSITIVE_INFINITY, 2])), code: "data-not-finite", place: "a.npy: row 2", says: "Infinity" },
  "npy, a huge whole number": { format: "npy", files: one("a.npy", npyFile("<i8", [2], [1, 2 ** 60])), code: "data-number-too-large", place: "a.npy: row 2", says: "too large" },
  "text, empty": { format: "text", files: one("a.txt", text("")), options: { length: 2 }, code: "data-empty", place: "a.txt", says: "no examples" },
  "text, one of two empty": { format: "text", files: { "a.txt": text("abc"), "b.txt": text("") }, options: { length: 2 }, code: "data-empty", place: "b.txt", says: "no examples" },
  "text, too short": { format: "text", files: one("a.txt", text("abc")), options: { length: 4 }, code: "data-text-too-short", place: "a.txt", says: "4 characters long, but the text has only 3" },
  "text, too few words": { format: "text", files: one("a.txt", text("to be or")), options: { length: 4, words: true }, code: "data-text-too-short", place: "a.txt", says: "4 words long, but the text has only 3" },
  "text, in Latin-1": { format: "text", files: one("a.txt", Uint8Array.of(99, 97, 102, 0xe9)), options: { length: 2 }, code: "data-bad-text", place: "a.txt", says: "UTF-8" },
  "pairs, empty": { format: "pairs", files: one("a.tsv", text("\n\n")), options: { lengths: [4, 4] }, code: "data-empty", place: "a.tsv", says: "no examples" },
  "pairs, without a tab": { format: "pairs", files: one("a.tsv", text("a\tb\nc d\n")), options: { lengths: [4, 4] }, code: "data-not-a-pair", place: "a.tsv:2", says: "no tab" },
  "pairs, a long target": { format: "pairs", files: one("a.tsv", text("abc\tb\na\tabc\n")), options: { lengths: [4, 4] }, code: "data-text-too-long", place: "a.tsv:2", says: "5 places, more than 4" },
  "images, empty": { format: "images", files: one("a/1.png", new Uint8Array()), options: small, code: "data-empty", place: "a/1.png", says: "no examples" },
  "images, a text": { format: "images", files: one("a/1.png", text("a picture of a cat, in words")), options: small, code: "data-bad-image", place: "a/1.png", says: "neither" },
  "images, another size": { format: "images", files: { "a/1.png": picture, "a/2.png": encode({ width: 1, height: 2, channels: 3, depth: 8, data: new Uint8Array(6) }) }, options: small, code: "data-wrong-image-size", place: "a/2.png", says: "2 high and 1 wide, not 1 high and 2 wide" },
  "images, a huge size announced": { format: "images", files: one("a/1.png", flipped(picture, 16)), options: small, code: "data-wrong-image-size", place: "a/1.png", says: "wide" },
  "images, cut off": { format: "images", files: one("a/1.png", picture.subarray(0, picture.length - 20)), options: small, code: "data-bad-image", place: "a/1.png", says: "cannot be read" },
  "images, a flipped byte": { format: "images", files: one("a/1.png", flipped(picture, 45)), options: small, code: "data-bad-image", place: "a/1.png", says: "cannot be read" },
  "images, colours in one channel": { format: "images", files: one("a/1.png", picture), options: { size: [1, 2, 1] }, code: "data-bad-image", place: "a/1.png", says: "colours" },
  "images, transparent": { format: "images", files: one("a/1.png", encode({ width: 2, height: 1, channels: 4, depth: 8, data: new Uint8Array(8) })), options: small, code: "data-bad-image", place: "a/1.png", says: "transparent" },
  "images, 16 bits": { format: "images", files: one("a/1.png", encode({ width: 2, height: 1, channels: 3, depth: 16, data: new Uint16Array(6) })), options: small, code: "data-bad-image", place: "a/1.png", says: "16 bits" },
  "images, JPEG of another size": { format: "images", files: one("a/1.jpg", photo), options: small, code: "data-wrong-image-size", place: "a/1.jpg", says: "16 high and 16 wide" },
  "images, JPEG cut off": { format: "images", files: one("a/1.jpg", photo.subarray(0, 300)), options: { size: [16, 16] }, code: "data-bad-image", place: "a/1.jpg", says: "cannot be read" },
  "images, JPEG of two bytes": { format: "images", files: one("a/1.jpg", photo.subarray(0, 2)), options: { size: [16, 16] }, code: "data-bad-image", place: "a/1.jpg", says: "neither" },
  "wav, empty": { format: "wav", files: one("0.wav", new Uint8Array()), options: { length: 4 }, code: "data-empty", place: "0.wav", says: "no examples" },
  "wav, a text": { format: "wav", files: one("0.wav", text("do re mi")), options: { length: 4 }, code: "data-bad-wav", place: "0.wav", says: "begin" },
  "wav, cut off": { format: "wav", files: one("0.wav", recording.subarray(0, recording.length - 1)), options: { length: 4 }, code: "data-truncated", place: "0.wav", says: "52 bytes announced, 51 there" },
  "wav, a cut header": { format: "wav", files: one("0.wav", recording.subarray(0, 30)), options: { length: 4 }, code: "data-truncated", place: "0.wav", says: "36 bytes announced, 30 there" },
  "wav, only a format": { format: "wav", files: one("0.wav", recording.subarray(0, 36)), options: { length: 4 }, code: "data-bad-wav", place: "0.wav", says: "no samples" },
  "wav, two channels": { format: "wav", files: one("0.wav", wavFile([1, 2], { channels: 2 })), options: { length: 4 }, code: "data-bad-wav", place: "0.wav", says: "2 channels" },
  "wav, 8 bits": { format: "wav", files: one("0.wav", wavFile([1, 2], { bits: 8 })), options: { length: 4 }, code: "data-bad-wav", place: "0.wav", says: "8 bits" },
  "wav, compressed": { format: "wav", files: one("0.wav", wavFile([1, 2], { format: 7 })), options: { length: 4 }, code: "data-bad-wav", place: "0.wav", says: "format 7" },
  "wav, too long": { format: "wav", files: one("0.wav", recording), options: { length: 3 }, code: "data-recording-too-long", place: "0.wav", says: "4 samples, more than 3" },
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
