import fc from "fast-check";
import { expect, test } from "vitest";
import { packBytes } from "../../src/emit/wasm/packed.ts";
import { unpackBytes } from "../../src/runtime/packed.ts";

test("any bytes come back, from printable characters that need no escape", () => {
  const arrays = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ min: 200, maxLength: 3000 }), fc.constant(Uint8Array.from({ length: 512 }, (_, i) => i)));
  fc.assert(
    fc.property(arrays, (bytes) => {
      const text = packBytes(bytes);
      expect(text).toMatch(/^[#-~]*$/);
      expect(text).not.toMatch(/[\\<]/);
      expect([...unpackBytes(text)]).toEqual([...bytes]);
    }),
  );
});

test("equal bytes are equal characters wherever they are, and most take one", () => {
  const code = [0x20, 0x00, 0xfd, 0xe6, 0x01, 0x20, 0x01, 0xfd];
  const text = packBytes(new Uint8Array([...code, 7, ...code, 9, 7, ...code])).slice(2 * 84);
  expect(text.split(text.slice(0, code.length))).toHaveLength(4);
});
