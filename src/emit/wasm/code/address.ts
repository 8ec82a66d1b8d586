import type { Expression } from "../../../kernel/kernel.ts";
import type { MemoryInstruction } from "../assembler/opcodes.ts";
import type { Code } from "./code.ts";
import { writeScalar } from "./scalar.ts";

/**
 * In bytes. The sum of an address and the offset of its instruction does not wrap: what is computed before the offset is added
 * must not be negative, however far `i - 2` in `x[(i - 2) + 2]` is from being an element. So there is as much memory before
 * the first block as an offset may be large; nobody touches it, so that it takes addresses but no memory.
 */
export const largestOffset = 2 ** 20;

/** Leaves the address of an element on the stack, less the bytes that are returned: an offset for the instruction. */
export function writeAddress(c: Code, buffer: string, index: Expression): number {
  const pointed = c.lane === undefined || c.lane === 0 ? c.pointers.find(buffer, index) : undefined;
  if (pointed && pointed.offset <= largestOffset) {
    c.b.get(pointed.local);
    return pointed.offset;
  }
  const [rest, constant] = withoutConstant(index);
  c.b.get(c.buffer(buffer).address);
  if (!rest) return constant * 4;
  writeScalar(c, rest);
  c.b.i32(2).op("i32.shl").op("i32.add");
  const missing = c.lane === undefined || c.lane === 0 ? c.pointers.missing(buffer, index) : undefined;
  if (!missing || missing.offset > largestOffset) return constant * 4;
  const local = c.b.local("i");
  c.b.i32(constant * 4 - missing.offset).op("i32.add").tee(local);
  missing.made(local);
  return missing.offset;
}

/** An element onto the stack. */
export function writeLoad(c: Code, buffer: string, index: Expression, instruction?: MemoryInstruction): void {
  const offset = writeAddress(c, buffer, index);
  c.b.memory(instruction ?? (c.buffer(buffer).dtype === "f32" ? "f32.load" : "i32.load"), offset);
}

/** `x + 3` as x and 3; what would be subtracted stays, for offsets are not negative, and so does what is too large. */
function withoutConstant(index: Expression): readonly [Expression | undefined, number] {
  const isOffset = (e: Expression): e is Extract<Expression, { kind: "const" }> => e.kind === "const" && e.value >= 0 && e.value * 4 <= largestOffset;
  if (isOffset(index)) return [undefined, index.value];
  if (index.kind === "binary" && index.operator === "add" && isOffset(index.right)) return [index.left, index.right.value];
  return [index, 0];
}
