import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { packBytes } from "../../src/emit/wasm/packing/packed.ts";
import { unpackBytes } from "../../src/runtime/packed.ts";

test("any bytes come back, from printable characters that need no escape", () => {
  // Copies of a piece that differ by a number here and there, as code does.
  const copies = fc.tuple(fc.uint8Array({ minLength: 3, maxLength: 40 }), fc.array(fc.tuple(fc.nat(39), fc.nat(255)), { maxLength: 60 })).map(([piece, changes]) =>
    Uint8Array.from(changes.flatMap(([at, value]) => [...piece].map((byte, i) => (i === at ? value : byte)))),
  );
  const arrays = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ min: 200, maxLength: 3000 }), copies, fc.constant(new Uint8Array(5000)));
  fc.assert(
    fc.property(arrays, (bytes) => {
      const text = packBytes(bytes);
      expect(text).toMatch(/^[#-~]*$/);
      expect(text).not.toMatch(/[\\<]/);
      expect(Buffer.compare(unpackBytes(text, bytes.length), bytes)).toBe(0);
    }),
  );
});

test("code that was written out several times with other numbers takes little more than once", () => {
  const random = Uint8Array.from({ length: 400 }, (_, i) => (Math.imul(i + 1, 0x9e3779b1) >>> 13) & 255);
  const copy = (k: number): number[] => [...random].map((byte, i) => (i % 20 === 0 ? byte + 16 * k : byte));
  const [once, often] = [1, 10].map((copies) => packBytes(Uint8Array.from(Array.from({ length: copies }, (_, k) => copy(k)).flat())).length);
  expect(often! - once!).toBeLessThan(9 * 40);
});

test("a file of this project is packed better than bytes are one by one", () => {
  const bytes = new Uint8Array(readFileSync(new URL("../../src/runtime/threads.ts", import.meta.url)));
  const text = packBytes(bytes);
  expect(Buffer.compare(unpackBytes(text, bytes.length), bytes)).toBe(0);
  expect((text.length * Math.log2(90)) / 8).toBeLessThan(0.42 * bytes.length);
});
