import type { Opcode } from "./opcodes.ts";

/**
 * A vector instruction of two bytes and a third as four: the format lets numbers have more digits than they need. Of all that
 * is written, multiplications and additions alone are spelled so that may become one fused instruction (`fuse` of the
 * runtime looks for the spelling), and no number but those that `looksFusible` finds has these bytes in it.
 */
export function fusible(opcode: Opcode): Opcode {
  const [prefix, low] = opcode.code;
  return { ...opcode, code: [prefix!, low!, 0x81, 0x00] };
}

/** Whether the bytes of a constant have something in them that would be taken for such an instruction. */
export function looksFusible(bytes: readonly number[]): boolean {
  return bytes.some((byte, i) => byte === 0xfd && (bytes[i + 1] === 0xe4 || bytes[i + 1] === 0xe6) && bytes[i + 2] === 0x81 && bytes[i + 3] === 0x00);
}
