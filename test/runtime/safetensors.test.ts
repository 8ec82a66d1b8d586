import { expect, test } from "vitest";
import { ModelError } from "../../src/runtime/error.ts";
import { parseJson } from "../../src/runtime/json.ts";
import { readSafetensors } from "../../src/runtime/safetensors.ts";
import { loadTensors, saveTensors, type StoredTensor } from "../../src/runtime/state.ts";

const bits = (tensors: readonly StoredTensor[]): number[][] => tensors.map(({ data }) => [...new Int32Array(data.buffer, data.byteOffset, data.length)]);

function tensors(): StoredTensor[] {
  // Every kind of number: a NaN with a payload, both zeros, a subnormal, infinities.
  const special = new Float32Array(new Int32Array([0x7fc12345, -0x80000000, 0, 1, 0x7f800000, -0x800000]).buffer);
  return [
    { name: "net.W", shape: [2, 3], data: special },
    { name: "step", shape: [], data: Int32Array.of(-7) },
    { name: "größe \u2028 \ud800 \"quoted\"", shape: [1], data: Float32Array.of(0.1) },
    { name: "__proto__", shape: [2], data: Float32Array.of(1, 2) },
    { name: "empty", shape: [0, 4], data: new Float32Array(0) },
  ];
}

test("a file comes back bit for bit", () => {
  const file = saveTensors(tensors(), { format: "nnc", note: "a\nb" });
  const back = tensors();
  for (const { data } of back) data.fill(5);
  loadTensors(back, file);
  expect(bits(back)).toEqual(bits(tensors()));
  // The same from the middle of a larger buffer, at an odd offset.
  const shifted = new Uint8Array(file.length + 3);
  shifted.set(file, 3);
  for (const { data } of back) data.fill(5);
  loadTensors(back, shifted.subarray(3));
  expect(bits(back)).toEqual(bits(tensors()));
});

test("the header is plain ASCII JSON and the data begins at a multiple of 8", () => {
  const file = saveTensors(tensors(), {});
  const length = Number(new DataView(file.buffer).getBigUint64(0, true));
  const header = new TextDecoder("ascii").decode(file.subarray(8, 8 + length));
  expect(length % 8).toBe(0);
  expect(header).toMatch(/^[\x20-\x7e]*$/);
  expect(JSON.parse(header)["net.W"]).toEqual({ dtype: "F32", shape: [2, 3], data_offsets: [0, 24] });
});

function file(header: string, data = 0): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

function refused(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ModelError && error.code === "bad-file") return error.message;
    throw error;
  }
  throw new Error("it was accepted");
}

const f32 = (shape: string, offsets: string): string => `{"dtype":"F32","shape":${shape},"data_offsets":${offsets}}`;

const malformed: Record<string, readonly [Uint8Array, RegExp]> = {
  empty: [new Uint8Array(0), /too short/],
  "seven bytes": [new Uint8Array(7), /too short/],
  "header longer than the file": [file("{}").subarray(0, 9), /ends within its header/],
  "header above 100 MB": [Uint8Array.of(0, 0, 0, 0x10, 0, 0, 0, 0, 0x7b), /100 MB/],
  "header of 2^63 bytes": [Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x80, 0x7b), /100 MB/],
  "no object": [file("[1]"), /not a JSON object/],
  "space before the object": [file(" {}"), /not a JSON object/],
  "no JSON": [file("{nope}"), /not valid JSON/],
  "text after the object": [file("{} x"), /not valid JSON/],
  "trailing comma": [file(`{"a":${f32("[1]", "[0,4]")},}`, 4), /not valid JSON/],
  "no UTF-8": [file("{}").map((byte, i) => (i === 9 ? 0xff : byte)), /not UTF-8/],
  "duplicate key": [file(`{"a":${f32("[1]", "[0,4]")},"a":${f32("[1]", "[0,4]")}}`, 4), /"a" twice/],
  "duplicate key, one escaped": [file(`{"a":${f32("[1]", "[0,4]")},"\\u0061":${f32("[1]", "[0,4]")}}`, 4), /twice/],
  "duplicate dtype": [file(`{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 4), /"dtype" twice/],
  hole: [file(`{"a":${f32("[1]", "[4,8]")}}`, 8), /without holes/],
  overlap: [file(`{"a":${f32("[2]", "[0,8]")},"b":${f32("[1]", "[4,8]")}}`, 8), /without holes/],
  "bytes left over": [file(`{"a":${f32("[1]", "[0,4]")}}`, 8), /4 bytes after its last tensor/],
  "data missing": [file(`{"a":${f32("[2]", "[0,8]")}}`, 4), /ends at byte 8 of 4/],
  "shape against bytes": [file(`{"a":${f32("[3]", "[0,8]")}}`, 8), /needs 12/],
  "overflowing shape": [file(`{"a":${f32("[9007199254740991,9007199254740991]", "[0,8]")}}`, 8), /for its shape/],
  "negative shape": [file(`{"a":${f32("[-1]", "[0,4]")}}`, 4), /no valid shape/],
  "fractional offset": [file(`{"a":${f32("[1]", "[0,4.5]")}}`, 4), /no valid data_offsets/],
  "offsets reversed": [file(`{"a":${f32("[1]", "[4,0]")}}`, 4), /no valid data_offsets/],
  "three offsets": [file(`{"a":${f32("[1]", "[0,4,8]")}}`, 4), /no valid data_offsets/],
  "unknown dtype": [file(`{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}`, 4), /no known dtype/],
  "dtype from the prototype": [file(`{"a":{"dtype":"constructor","shape":[1],"data_offsets":[0,4]}}`, 4), /no known dtype/],
  "entry missing": [file(`{"a":{"dtype":"F32","shape":[1]}}`), /other entries/],
  "entry too many": [file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}`, 4), /other entries/],
  "metadata of numbers": [file(`{"__metadata__":{"a":1}}`), /map of strings/],
  "deep nesting": [file(`{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`), /not valid JSON/],
};

test.each(Object.entries(malformed))("refused: %s", (_, [bytes, message]) => {
  expect(refused(() => readSafetensors(bytes))).toMatch(message);
});

test("a file of another model changes nothing", () => {
  const mine = (): StoredTensor[] => [
    { name: "a", shape: [2], data: Float32Array.of(1, 2) },
    { name: "b", shape: [1], data: Int32Array.of(3) },
  ];
  const others: readonly (readonly [StoredTensor[], RegExp])[] = [
    [mine().slice(0, 1), /`b` is missing/],
    [[...mine(), { name: "c", shape: [], data: Float32Array.of(0) }], /`c` is not part of this model/],
    [[mine()[0]!, { name: "b", shape: [1, 1], data: Int32Array.of(9) }], /`b` is \[1, 1\], not \[1\]/],
    [[mine()[0]!, { name: "b", shape: [1], data: Float32Array.of(9) }], /`b` is F32, not I32/],
  ];
  for (const [other, message] of others) {
    const tensors = mine();
    for (const { data } of other) data.fill(99);
    expect(refused(() => loadTensors(tensors, saveTensors(other, {})))).toMatch(message);
    expect(bits(tensors)).toEqual(bits(mine()));
  }
});

test("the JSON reader accepts what JSON.parse accepts, with objects as maps", () => {
  const plain = (value: unknown): unknown =>
    value instanceof Map ? Object.fromEntries([...value].map(([key, v]) => [key, plain(v)])) : Array.isArray(value) ? value.map(plain) : value;
  const texts = ["{}", "[]", " 1 ", "-0.5e-3", '"a\\n\\u00e9\\\\"', "[1,[2,{}],true,false,null]", '{"a":{"b":[]},"":1}', "[01]", "[1,]", "{,}", "[1 2]", '{"a" 1}', "1.", "+1", "'a'", '"\n"', "", "[", "nul", "{1:2}", '"\\x"'];
  for (const text of texts) {
    let expected: unknown;
    let valid = true;
    try {
      expected = JSON.parse(text);
    } catch {
      valid = false;
    }
    if (valid) expect(plain(parseJson(text))).toEqual(expected);
    else expect(refused(() => parseJson(text))).toMatch(/not valid JSON/);
  }
});
